import { verdictsOf } from './play-rules.js';
import type { Asked, AskedMoney, Possibility, Receipt, Reply, Rules, Wallets } from './wallets.js';
import { accepted, balanceIn, refused } from './wallets.js';

/** Every way in which sound wallets may take this request; never none. */
export function possibilitiesOf(
  wallets: Wallets,
  asked: Asked,
  rules: Rules,
): readonly Possibility[] {
  if (asked.kind === 'read') return [read(wallets, asked.player)];
  if (asked.kind === 'debit' && asked.amount === 0) return zeroDebit(wallets, asked, rules);
  const receipt = wallets.receipts[receiptName(asked, rules)];
  return receipt ? repeated(wallets, asked, receipt, rules) : judged(wallets, asked, rules);
}

const judged = (wallets: Wallets, asked: AskedMoney, rules: Rules): readonly Possibility[] => {
  const found = verdictsOf({ wallets, asked, rules });
  return found.map((possibility) => bound(possibility, asked, rules));
};

/** Codes that leave the key free (IDEM-06); every other refusal is as final as a success. */
const BINDS_NOTHING = new Set(['VALIDATION_ERROR', 'TXN_NOT_FOUND', 'IDEMPOTENCY_CONFLICT']);

function bound(possibility: Possibility, asked: AskedMoney, rules: Rules): Possibility {
  const { reply, next } = possibility;
  if (reply.outcome === 'refused' && BINDS_NOTHING.has(reply.code)) return possibility;
  const payload = isForgotten(reply, rules) ? ANY_PAYLOAD : payloadOf(asked);
  const receipt = { payload, reply };
  const receipts = { ...next.receipts, [receiptName(asked, rules)]: receipt };
  return { ...possibility, next: { ...next, receipts } };
}

/**
 * Whether a sound wallet may not know the key of this refusal any more: it keeps only what it
 * booked, unless its dialect says that such a refusal is final.
 */
const isForgotten = (reply: Reply, { knobs, isForeign }: Rules): boolean =>
  isForeign &&
  reply.outcome === 'refused' &&
  !(reply.code === 'INSUFFICIENT_FUNDS' && knobs.refused_repeat === 'final');

/** Of a refusal that may be forgotten: whoever forgot it cannot tell a repeat from another request. */
const ANY_PAYLOAD = '';

const payloadOf = ({ key: _key, ...asked }: AskedMoney): string => JSON.stringify(asked);

/** Under what a key is remembered. */
export const receiptName = (asked: AskedMoney, { knobs }: Rules): string =>
  [
    knobs.id_scope === 'player' ? asked.player : '',
    knobs.id_space === 'per_kind' ? asked.kind : '',
    asked.key,
  ].join(' ');

function repeated(
  wallets: Wallets,
  asked: AskedMoney,
  { payload, reply }: Receipt,
  rules: Rules,
): readonly Possibility[] {
  const { knobs } = rules;
  if (reply.outcome === 'refused' && isForgotten(reply, rules)) {
    const again = refused(wallets, `${asked.kind}: repeat of a refusal`, reply.code);
    return [again, ...judged(wallets, asked, rules)];
  }
  if (payload !== payloadOf(asked)) {
    return [refused(wallets, `${asked.kind}: key of another request`, 'IDEMPOTENCY_CONFLICT')];
  }
  if (reply.outcome === 'refused') {
    return [refused(wallets, `${asked.kind}: repeat of a refusal`, reply.code)];
  }
  const balance = knobs.replay_balance === 'snapshot' ? reply.balance : undefined;
  return [
    {
      transition: `${asked.kind}: repeat`,
      reply: { ...reply, balance, replayed: true },
      next: wallets,
    },
  ];
}

function read(wallets: Wallets, player: string): Possibility {
  const open = Object.values(wallets.stakes).filter(
    (stake) => stake.player === player && stake.status === 'open',
  );
  const held = open.reduce((sum, { amount }) => sum + amount, 0);
  const balance = balanceIn(wallets, player);
  return {
    transition: 'read: wallet',
    reply: { outcome: 'ok', balance, replayed: false, held },
    next: wallets,
  };
}

function zeroDebit(
  wallets: Wallets,
  asked: Extract<Asked, { kind: 'debit' }>,
  { knobs }: Rules,
): readonly Possibility[] {
  if (knobs.zero_bet === 'refused') {
    return [refused(wallets, 'debit: of nothing', 'VALIDATION_ERROR')];
  }
  return [
    refused(wallets, 'debit: of nothing', 'VALIDATION_ERROR'),
    accepted(wallets, 'debit: of nothing, taken', asked.player, 'committed'),
  ];
}
