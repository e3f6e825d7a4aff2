import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { annotationsText } from './annotations.js';
import { summaryText } from './console.js';
import { formats, reportText } from './files.js';
import { GUIDE, stage } from './stage.js';

const FOLDER = new URL('../../../fixtures/golden/', import.meta.url);
/** `TABLESTAKES_GOLDEN=write npm test -- golden` renews them; read the difference before you keep it. */
const isRenewal = process.env['TABLESTAKES_GOLDEN'] === 'write';

function compare(name: string, text: string): void {
  const file = new URL(name, FOLDER);
  if (isRenewal) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'), `fixtures/golden/${name}`);
}

for (const format of formats()) {
  test(`the golden ${format} report`, () => {
    compare(`${format}.txt`, reportText(stage(), GUIDE, format));
  });
}

test('the golden annotations and console summary', () => {
  compare('annotations.txt', annotationsText(stage(), GUIDE));
  compare('console.txt', summaryText(stage()));
});

test('a format is a function of the run: the same run, the same bytes', () => {
  for (const format of formats()) {
    assert.equal(reportText(stage(), GUIDE, format), reportText(stage(), GUIDE, format), format);
  }
});
