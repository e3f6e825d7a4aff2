import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { consoleReporter, summaryText } from './console.js';
import { jsonReportOf } from './json.js';
import { reportedRunOf } from './reported-run.js';
import { check, stage } from './stage.js';

test('the JSON report keeps its schema', () => {
  const file = new URL('../../../schemas/report.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
  const validate = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    strictTypes: false,
  }).compile(schema);
  const report: unknown = JSON.parse(JSON.stringify(jsonReportOf(stage())));
  assert.equal(validate(report), true, JSON.stringify(validate.errors));
  assert.equal(validate({ ...(report as object), verdict: 'fine' }), false);
});

test('a JSON report gives back the run that it was made of', () => {
  const run = stage();
  const report = JSON.parse(JSON.stringify(jsonReportOf(run))) as ReturnType<typeof jsonReportOf>;
  assert.deepEqual(reportedRunOf(report), JSON.parse(JSON.stringify(run)));
});

test('a JSON report of before a status was added counts it as none', () => {
  const { waived: _later, ...counts } = stage([check(1)]).counts;
  const report = { ...jsonReportOf(stage([check(1)])), counts };
  const run = reportedRunOf(report as ReturnType<typeof jsonReportOf>);
  assert.equal(run.counts.waived, 0);
});

test('the console tells the verdict first, then what is wrong and how to repeat it', () => {
  const text = summaryText(stage());
  const lines = text.split('\n').filter((line) => line !== '');
  assert.match(lines[0] ?? '', /^NON-CONFORMANT {2}acme/);
  assert.match(text, /✗ fail ROUNDS-02/);
  assert.match(text, /expected {2}"accepted \(200\)"/);
  assert.match(text, /repeat {4}curl -i -X POST/);
  assert.match(text, /money {5}It is the player’s money\./);
  assert.match(text, /8 checks: 1 pass, 2 fail, 1 waived, 1 warn, 1 skip, 1 untestable, 1 error/);
  assert.equal(text.includes('\u001b'), false);
});

test('a terminal gets one moving line, a pipe one line per check, quiet neither', () => {
  const told = (isTerminal: boolean, quiet: boolean): string => {
    let text = '';
    const tell = consoleReporter({
      write: (more) => (text += more),
      isTerminal,
      colour: false,
      quiet,
    });
    tell({ type: 'started', total: 1, target: 'acme', seed: 's' });
    tell({ type: 'checked', result: check(1, {}), done: 1, total: 1 });
    return text;
  };
  assert.match(told(true, false), /\r\u001b\[2K✓ 1\/1 checks {2}ROUNDS-01$/);
  assert.match(told(false, false), /pass {7}1\/1 ROUNDS-01 .*\n$/);
  assert.equal(told(true, true), '');
});
