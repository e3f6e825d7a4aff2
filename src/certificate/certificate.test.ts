import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { CheckResult } from '../harness/results.js';
import { canonicalJson } from '../kernel/canonical.js';
import { DAY_MS } from '../kernel/time.js';
import { jsonReportOf, jsonText } from '../report/json.js';
import type { JsonReport } from '../report/json.js';
import { check, stage as runOf } from '../report/stage.js';
import { claimsOf, digestOf } from './claims.js';
import { PAYLOAD_TYPE, preAuthEncoding, sealed } from './envelope.js';
import { certificateOf, isCertifiable, testResultOf } from './statement.js';
import type { Certificate, Judge } from './statement.js';
import { verifyCertificate } from './verification.js';
import type { CertificateVerdict } from './verification.js';

const ISSUED_MS = Date.UTC(2026, 5, 1);
const digest = digestOf('');
const JUDGE: Judge = {
  tool: { name: 'tablestakes', version: '1.2.3' },
  suite: { digest, checks: 1 },
  requirements: { revision: '2026.1', digest },
  contract: { version: '1.0.0', digest },
};

interface Stage {
  readonly report: Buffer;
  readonly certificate: Certificate;
  readonly envelope: Buffer;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly seal: (statement: object) => Buffer;
  readonly verify: (envelope: Buffer, more?: Presented) => CertificateVerdict;
}

interface Presented {
  readonly key?: KeyObject;
  readonly atMs?: number;
  readonly report?: Buffer;
}

/** A small run, certified; every verification is at the instant of issue unless told. */
function stage(
  checks: readonly CheckResult[] = [check(1)],
  waivers?: JsonReport['waivers'],
): Stage {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const run = { ...runOf(checks), baseline: null, waivers: waivers ?? [] };
  const report = Buffer.from(jsonText(run));
  const certificate = certificateOf({
    report: JSON.parse(report.toString()) as JsonReport,
    subjects: [{ name: 'certify.json', digest: digestOf(report) }],
    judge: JUDGE,
    issuedMs: ISSUED_MS,
    validDays: 90,
  });
  const seal = (statement: object): Buffer =>
    Buffer.from(sealed(Buffer.from(canonicalJson(statement)), privateKey));
  const verify: Stage['verify'] = (envelope, { key, atMs, report: shown } = {}) =>
    verifyCertificate({
      envelope,
      publicKey: key ?? publicKey,
      atMs: atMs ?? ISSUED_MS,
      files: shown ? [{ name: 'certify.json', bytes: shown }] : [],
      faultsOf: () => [],
    });
  return { report, certificate, envelope: seal(certificate), privateKey, publicKey, seal, verify };
}

test('what is signed is encoded as DSSE says', () => {
  const encoded = (type: string, text: string): string =>
    preAuthEncoding(type, Buffer.from(text)).toString();
  assert.equal(
    encoded('http://example.com/HelloWorld', 'hello world'),
    'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  );
  assert.equal(encoded('é', '€'), 'DSSEv1 2 é 3 €', 'lengths are in bytes');
  assert.equal(encoded('', ''), 'DSSEv1 0  0 ');
});

const OPENSSL = spawnSync('openssl', ['version']).status === 0;

test('OpenSSL finds the signature sound, and not over anything else', { skip: !OPENSSL }, (t) => {
  const { envelope, publicKey } = stage();
  const folder = mkdtempSync(join(tmpdir(), 'tablestakes-dsse-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const { payload, signatures } = JSON.parse(envelope.toString()) as {
    payload: string;
    signatures: [{ sig: string }];
  };
  const bytes = Buffer.from(payload, 'base64');
  const [pub, sig, signed] = ['pub', 'sig', 'signed'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(pub, publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(sig, Buffer.from(signatures[0].sig, 'base64'));
  const verify = (text: Buffer): number | null => {
    writeFileSync(signed, text);
    const words = ['-verify', '-pubin', '-inkey', pub, '-rawin', '-in', signed, '-sigfile', sig];
    return spawnSync('openssl', ['pkeyutl', ...words]).status;
  };
  const head = Buffer.from(`DSSEv1 28 ${PAYLOAD_TYPE} ${bytes.length} `);
  assert.equal(verify(Buffer.concat([head, bytes])), 0);
  assert.equal(verify(bytes), 1);
});

test('a certificate holds from its issue until it expires, for its report and its key', () => {
  const { certificate, envelope, report, verify } = stage();
  const verdict = verify(envelope, { report });
  assert.deepEqual([verdict.valid, verdict.faults], [true, []]);
  assert.deepEqual(verdict.statement, JSON.parse(JSON.stringify(certificate)));

  const faults = (more: Presented): string => verify(envelope, more).faults.join('; ');
  assert.equal(faults({ atMs: ISSUED_MS + 90 * DAY_MS - 1 }), '');
  assert.match(faults({ atMs: ISSUED_MS + 90 * DAY_MS }), /^it expired at 2026-08-30T00:00:00/);
  assert.match(faults({ atMs: ISSUED_MS - DAY_MS }), /^it was issued later, at 2026-06-01/);
  assert.equal(faults({ atMs: ISSUED_MS - 60_000 }), '', 'clocks of others go wrong by a little');
  assert.match(
    faults({ report: Buffer.from('{}') }),
    /^certify.json is not what it was issued for/,
  );
  const { publicKey: key } = generateKeyPairSync('ed25519');
  assert.deepEqual(verify(envelope, { key }), {
    valid: false,
    faults: ['it names another key than this one'],
    statement: null,
  });
});

test('a certificate of another key that gives itself the name of ours is not believed', () => {
  const [ours, theirs] = [stage(), stage()];
  const keyId = (envelope: Buffer): string =>
    /"keyid":"([0-9a-f]{64})"/.exec(envelope.toString())?.[1] ?? '';
  const forged = theirs.envelope.toString().replace(keyId(theirs.envelope), keyId(ours.envelope));
  const { faults, valid } = ours.verify(Buffer.from(forged));
  assert.equal(valid, false);
  assert.match(faults.join(), /the signature does not fit/);
});

test('no byte of an envelope can be changed, taken out or put in', () => {
  const { envelope, verify } = stage();
  const accepted: string[] = [];
  const present = (changed: Buffer, what: string): void => {
    if (verify(changed).valid) accepted.push(what);
  };
  envelope.forEach((byte, at) => {
    for (const bit of [0x01, 0x20, 0x80]) {
      const changed = Buffer.from(envelope);
      changed[at] = byte ^ bit;
      present(changed, `byte ${at} with bit ${bit} turned`);
    }
    const [before, after] = [envelope.subarray(0, at), envelope.subarray(at)];
    present(Buffer.concat([before, after.subarray(1)]), `without byte ${at}`);
    present(Buffer.concat([before, Buffer.from(' '), after]), `a space before byte ${at}`);
  });
  assert.ok(verify(envelope).valid);
  assert.deepEqual(accepted, []);
});

test('no byte of the report can be changed', () => {
  const { envelope, report, verify } = stage();
  const accepted = [...report.keys()].filter((at) => {
    const changed = Buffer.from(report);
    changed[at] = (report[at] ?? 0) ^ 0x01;
    return verify(envelope, { report: changed }).valid;
  });
  assert.ok(verify(envelope, { report }).valid);
  assert.deepEqual(accepted, []);
});

/** The order of the group of Ed25519, little-endian: S + L verifies where a reader is lax. */
const ORDER = (1n << 252n) + 27742317777372353535851937790883648493n;

test('nothing may stand in an envelope beside what was sealed, nor in another spelling', () => {
  const { envelope, verify } = stage();
  const text = envelope.toString();
  const { signatures, ...rest } = JSON.parse(text) as {
    payload: string;
    payloadType: string;
    signatures: [{ keyid: string; sig: string }];
  };
  const [only] = signatures;
  const raw = Buffer.from(only.sig, 'base64');
  const scalar = BigInt(`0x${Buffer.from(raw.subarray(32)).reverse().toString('hex')}`) + ORDER;
  const grown = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').reverse();
  const sig = Buffer.concat([raw.subarray(0, 32), grown]).toString('base64');
  const line = (value: object): string => `${canonicalJson(value)}\n`;
  const forgeries: readonly string[] = [
    line({ ...rest, signatures, note: 'Approved' }),
    line({ ...rest, signatures: [{ ...only, note: 'Approved' }] }),
    line({ ...rest, signatures: [only, only] }),
    line({ ...rest, signatures: [] }),
    line({ ...rest, signatures: [{ sig: only.sig }] }),
    line({ ...rest, signatures: [{ ...only, sig }] }),
    line({ ...rest, signatures, payloadType: 'application/json' }),
    text.replace('{"payload":', '{"payload":"e30=","payload":'),
    text.replace(/=="}\]/, '"}]'),
    text.replaceAll('+', '-').replaceAll('/', '_'),
    `\uFEFF${text}`,
    text.trimEnd(),
    JSON.stringify(JSON.parse(text), null, 2),
    'null',
    '[]',
    '',
  ];
  assert.ok(verify(Buffer.from(line({ ...rest, signatures }))).valid);
  for (const forgery of forgeries) {
    const { faults, statement, valid } = verify(Buffer.from(forgery));
    assert.deepEqual([valid, statement], [false, null], forgery.slice(0, 80));
    assert.equal(faults.length, 1);
  }
});

test('a signed certificate that says otherwise than its report is found out', () => {
  const { certificate, report, seal, verify } = stage([check(1), check(2)]);
  const { predicate } = certificate;
  const lie = (member: object): string =>
    verify(seal({ ...certificate, predicate: { ...predicate, ...member } }), {
      report,
    }).faults.join();
  assert.equal(lie({}), '');
  assert.equal(lie({ later: 'members are only ever added' }), '');
  assert.match(
    lie({ counts: { ...predicate.counts, pass: 3 } }),
    /another counts than certify.json/,
  );
  assert.match(lie({ seed: 'another' }), /another seed/);
  for (const claim of Object.keys(claimsOf(JSON.parse(report.toString()) as JsonReport))) {
    assert.match(lie({ [claim]: 'something else' }), new RegExp(`another ${claim} `), claim);
  }
});

test('the evidence under a certificate is that of every check, in order', () => {
  const rootOf = (checks: readonly CheckResult[]): string =>
    claimsOf(jsonReportOf(runOf(checks))).evidence.root.sha256;
  const root = rootOf([check(1), check(2)]);
  assert.equal(rootOf([check(1), check(2)]), root);
  for (const other of [
    [check(2), check(1)],
    [check(1)],
    [check(1), check(2, { ms: 12.4 })],
    [check(1), check(2, { status: 'warn' })],
  ]) {
    assert.notEqual(rootOf(other), root);
  }
});

test('only a run that is conformant, or partial, and ends with 0 can be certified', () => {
  const can = (checks: readonly CheckResult[], over: Partial<JsonReport> = {}): boolean =>
    isCertifiable({ ...jsonReportOf(runOf(checks)), ...over });
  assert.equal(can([check(1)]), true);
  assert.equal(can([check(1), check(2, { status: 'waived' })]), true);
  assert.equal(can([check(1), check(2, { status: 'fail' })]), false);
  assert.equal(can([check(1), check(2, { status: 'fail' })], { exit_code: 0 }), false);
  assert.equal(can([check(1), check(2, { status: 'untestable' })]), false);
  assert.equal(can([check(1)], { exit_code: 1 }), false, 'a step back, or a stale waiver');
  assert.equal(can([]), false);
});

test('a certificate does not outlive a waiver that it leans on', () => {
  const waiver = { check: 'ROUNDS-02', reason: 'r', owner: 'o', expires: '2026-06-10' };
  const until = (state: 'used' | 'idle'): string =>
    stage([check(1), check(2, { status: 'waived' })], [{ ...waiver, state }]).certificate.predicate
      .expires_at;
  assert.equal(until('used'), '2026-06-11T00:00:00.000Z');
  assert.equal(until('idle'), '2026-08-30T00:00:00.000Z');
});

test('the test result beside it never tells as passed what was waived or not tested', () => {
  const told = (...others: readonly CheckResult['status'][]) =>
    testResultOf(
      stage([check(1), ...others.map((status, at) => check(at + 2, { status }))]).certificate,
    ).predicate;
  assert.deepEqual(
    [told().result, told().passedTests, told().failedTests],
    ['PASSED', ['ROUNDS-01'], []],
  );
  assert.deepEqual([told('warn').result, told('warn').warnedTests], ['WARNED', ['ROUNDS-02']]);
  assert.deepEqual([told('waived').result, told('waived').failedTests], ['FAILED', ['ROUNDS-02']]);
  assert.deepEqual([told('skip').result, told('skip').passedTests], ['WARNED', ['ROUNDS-01']]);

  const { certificate, envelope, report, seal, verify } = stage();
  const statement = testResultOf(certificate);
  const { payload } = JSON.parse(envelope.toString()) as { payload: string };
  assert.deepEqual(
    statement.predicate.configuration[0].digest,
    digestOf(Buffer.from(payload, 'base64')),
  );
  assert.equal(verify(seal(statement), { report }).valid, true);
  assert.equal(verify(seal(statement), { atMs: ISSUED_MS + 90 * DAY_MS }).valid, false);
});
