import type { Ground } from '../../domains/context.js';
import { findReceipt, receiptId } from '../../domains/idempotency/index.js';
import type { Receipt } from '../../domains/idempotency/index.js';
import { spendable } from '../../domains/ledger/index.js';
import { sha256Hex } from '../../kernel/ids.js';
import { mutant, part, policy } from './mutant.js';
import type { Mutant } from './mutant.js';

/** An id no receipt has yet: the key's own, or one that differs at each repeat. */
function freshId(ground: Ground, clientId: string, key: string): Buffer {
  for (let turn = 0; ; turn += 1) {
    const id = receiptId(ground.seed, clientId, turn === 0 ? key : `${key}\u0000${turn}`);
    if (!findReceipt(ground, id)) return id;
  }
}

/** The receipt as it would read if the balance were looked up again. */
function withLiveBalance(ground: Ground, receipt: Receipt): Receipt {
  const txn =
    receipt.txn === null ? undefined : ground.parts.ledger.transactionAt(ground, receipt.txn);
  if (!txn) return receipt;
  const wallet = ground.parts.ledger.walletOf(ground, txn.player);
  const balance = ground.parts.money.format(spendable(wallet), wallet.currency);
  return { ...receipt, body: JSON.stringify({ ...(JSON.parse(receipt.body) as object), balance }) };
}

const forgetsKeys = part('idempotency', () => ({ idOf: freshId, find: () => undefined }));

export const idempotencyMutants: readonly Mutant[] = [
  mutant('forgets-keys', {
    title: 'A repeated debit is taken again',
    breaks: 'IDEM-01',
    caughtBy: ['IDEMPOTENCY-01'],
    swap: forgetsKeys,
  }),
  mutant('ignores-payload', {
    title: 'A key used for another amount is answered as a repeat',
    breaks: 'IDEM-02',
    caughtBy: ['IDEMPOTENCY-02'],
    swap: part('idempotency', () => ({ matches: () => true })),
  }),
  mutant('shares-keys', {
    title: 'Two clients that choose the same key get the same answer',
    breaks: 'IDEM-07',
    caughtBy: ['IDEMPOTENCY-03'],
    swap: part('idempotency', () => ({
      idOf: (ground, _client, key) => receiptId(ground.seed, 'everybody', key),
    })),
  }),
  mutant('forgets-at-restart', {
    title: 'Keys live in memory: after a restart a repeat is taken again',
    breaks: 'IDEM-05',
    caughtBy: ['IDEMPOTENCY-04'],
    swap: (sound) => {
      // Composed anew at each start, so this set is as old as the process would be.
      const seen = new Set<string>();
      const { idempotency } = sound.parts;
      return part('idempotency', () => ({
        idOf: (ground, clientId, key) => {
          const id = idempotency.idOf(ground, clientId, key);
          return seen.has(id.toString('hex')) ? id : freshId(ground, clientId, key);
        },
        bind: (ground, id, receipt) => {
          seen.add(id.toString('hex'));
          idempotency.bind(ground, id, receipt);
        },
      }))(sound);
    },
  }),
  mutant('replays-live-balance', {
    title: 'A repeat tells the balance of now, not the one first told',
    breaks: 'IDEM-01',
    caughtBy: ['IDEMPOTENCY-05'],
    swap: part('idempotency', (sound) => ({
      find: (ground, id) => {
        const receipt = sound.find(ground, id);
        return receipt && withLiveBalance(ground, receipt);
      },
    })),
  }),
  mutant('forgets-refusals', {
    title: 'A debit refused for lack of funds is taken when it is repeated after a top-up',
    breaks: 'IDEM-06',
    caughtBy: ['IDEMPOTENCY-06'],
    swap: policy(() => ({ bindsKey: () => false })),
  }),
  mutant('binds-everything', {
    title: 'A request refused with 404 spends its key',
    breaks: 'IDEM-06',
    caughtBy: ['IDEMPOTENCY-07'],
    swap: policy((sound) => ({
      bindsKey: (code) => sound.bindsKey(code) || code.endsWith('_NOT_FOUND'),
    })),
  }),
  mutant('orders-members', {
    title: 'The same request with its members in another order is a conflict',
    breaks: 'IDEM-08',
    caughtBy: ['IDEMPOTENCY-08'],
    swap: part('idempotency', () => ({
      payloadOf: (name, path, body) => {
        const {
          idempotency_key: _key,
          meta: _meta,
          ...members
        } = (body ?? {}) as Record<string, unknown>;
        return Buffer.from(sha256Hex(JSON.stringify([name, path, members])).slice(0, 32), 'hex');
      },
    })),
  }),
  mutant('counts-meta', {
    title: 'A repeat whose meta differs is a conflict',
    breaks: 'IDEM-08',
    caughtBy: ['IDEMPOTENCY-09'],
    swap: part('idempotency', (sound) => ({
      payloadOf: (name, path, body) => {
        const { meta, ...members } = (body ?? {}) as Record<string, unknown>;
        return sound.payloadOf(name, path, { ...members, counted: meta });
      },
    })),
  }),
  mutant('key-only-in-body', {
    title: 'Two keys that disagree are accepted, the one in the body wins',
    breaks: 'IDEM-04',
    caughtBy: ['IDEMPOTENCY-10'],
    swap: policy((sound) => ({
      keyOf: (call) => {
        const inBody = (call.body as { idempotency_key?: string } | undefined)?.idempotency_key;
        return inBody ?? sound.keyOf(call);
      },
    })),
  }),
  mutant('invents-keys', {
    title: 'A debit without a key is accepted',
    breaks: 'IDEM-04',
    caughtBy: ['IDEMPOTENCY-11'],
    swap: policy((sound) => ({
      keyOf: (call) => {
        const inBody = (call.body as { idempotency_key?: string } | undefined)?.idempotency_key;
        const given = inBody ?? call.idempotencyKey;
        return given === undefined && call.operation.idempotency === 'required'
          ? call.requestId
          : sound.keyOf(call);
      },
    })),
  }),
  mutant('hides-replays', {
    title: 'A repeat is not marked as one',
    breaks: 'IDEM-01',
    caughtBy: ['IDEMPOTENCY-01'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => ({ ...(await handle(call)), replayed: false }),
    }),
  }),
  mutant('conflict-answers-200', {
    title: 'A conflict carries its error body under status 200',
    breaks: 'ERR-01',
    caughtBy: ['IDEMPOTENCY-02'],
    swap: policy(() => ({
      statusOf: (outcome, normal) => (outcome === 'IDEMPOTENCY_CONFLICT' ? 200 : normal),
    })),
  }),
  mutant('credits-twice', {
    title: 'A repeated keyless credit on an open round pays again',
    breaks: 'PLAY-02',
    caughtBy: ['ROUNDS-05'],
    swap: policy((sound) => ({
      keyOf: (call) => {
        const key = sound.keyOf(call);
        return key?.startsWith('\u0000') ? call.requestId : key;
      },
    })),
  }),
];
