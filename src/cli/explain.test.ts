import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { guideOf } from './check-guide.js';
import { explainCommand } from './explain.js';
import { everyCheck, listCommand } from './list.js';
import type { ListFlags, Listing } from './list.js';
import { processTerminal } from './terminal.js';

function explained(id: string): string {
  let text = '';
  explainCommand(id, { ...processTerminal(), out: (told) => void (text += told) });
  return text;
}

async function listed(what: Listing, flags: ListFlags = {}): Promise<string> {
  let text = '';
  await listCommand(what, flags, { ...processTerminal(), out: (told) => void (text += told) });
  return text;
}

test('a check is explained by its own words, its usual causes and a call by hand', () => {
  const text = explained('rounds-20');
  for (const wanted of [
    /^ROUNDS-20 {2}A rollback repeated under a new key returns the stake once$/m,
    /^rule {9}A rollback MUST return the stake once/m,
    /^requirement {2}PLAY-06 \(MUST\) A rollback returns exactly the stake/m,
    /^money {8}Retry workers make a new key/m,
    /^tested {7}calls debitRound, rollbackRound/m,
    /^causes {7}The rollback is recognised by its own key only/m,
    /^fix {10}Make the debit the thing that is rolled back/m,
    /^noticed {6}A rollback repeated under a new key pays again$/m,
    /^source {7}scenarios\/certify\/rounds\/rollbacks\.ts$/m,
    /^page {9}docs\/checks\/rounds\.md#rounds-20$/m,
    /^by hand {6}curl -i -X POST "\$TARGET\/v1\/games\/rounds\/debit" /m,
  ]) {
    assert.match(text, wanted);
  }
});

test('a generated check, an invariant, a clause and a code are explained too', () => {
  assert.match(explained('CONTRACT-debitRound-409'), /^tested {7}calls debitRound$/m);
  assert.match(explained('INV-12'), /^tested {7}reads everything the run did/m);
  assert.match(explained('play-06'), /^causes {7}The rollback is recognised[\s\S]*ROUNDS-20 {2}A/m);
  assert.match(explained('debit_voided'), /^DEBIT_VOIDED {2}HTTP 422[\s\S]*LOST-02 {2}A debit/);
});

test('every check is found in a file that is there', () => {
  const root = new URL('../../../', import.meta.url);
  const lost = everyCheck().filter((check) => !existsSync(new URL(guideOf(check).source, root)));
  assert.deepEqual(lost, []);
});

test('requirements and planted defects are listed and chosen as checks are', async () => {
  assert.match(await listed('requirements', { only: ['PLAY-06'] }), /^PLAY-06 +MUST +in force/);
  assert.match(await listed('mutants', { only: ['PLAY-06'] }), /^rollback-pays-twice +PLAY-06 +A/m);
  const { mutants } = JSON.parse(
    await listed('mutants', { only: ['rollback-pays-twice'], json: true }),
  ) as { mutants: readonly { caughtBy: readonly string[] }[] };
  assert.deepEqual(
    mutants.map(({ caughtBy }) => caughtBy.includes('ROUNDS-20')),
    [true],
  );
  await assert.rejects(listed('mutants', { only: ['NOPE'] }), /none of the mutants is chosen/);
});
