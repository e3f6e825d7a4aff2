import { decimalsOf } from '../../kernel/money.js';
import type { Composition } from '../composition.js';
import { mutant, part, policy } from './mutant.js';
import type { Mutant, Swap } from './mutant.js';

type Members = Readonly<Record<string, unknown>>;

const reading =
  (swapped: Composition['reading']): Swap =>
  (sound) => ({ ...sound, reading: { ...sound.reading, ...swapped } });

/** As most platforms read: whatever JSON.parse takes, after a generous look at the bytes. */
const loosely = (text: (bytes: Buffer) => string) => (bytes: Buffer) => {
  try {
    return { ok: true, value: JSON.parse(text(bytes)) as unknown } as const;
  } catch {
    return { ok: false, rule: 'syntax' } as const;
  }
};

/** Changes the amount of a request before anybody has looked at it. */
const amounts =
  (change: (amount: string, currency: string) => string): Swap =>
  (sound) => ({
    ...sound,
    around: (handle) => (call) => {
      const body = call.body as Members | undefined;
      const [amount, currency] = [body?.['amount'], body?.['currency']];
      if (typeof amount !== 'string' || typeof currency !== 'string') return handle(call);
      return handle({ ...call, body: { ...body, amount: change(amount, currency) } });
    },
  });

/** What JavaScript takes for a number, in the decimals of the currency. */
function numberLike(amount: string, currency: string): string {
  const value = Number(amount.replace(/[,_' ]/g, ''));
  const decimals = decimalsOf(currency) ?? 2;
  const minor = Math.round(Math.abs(value) * 10 ** decimals);
  if (!Number.isSafeInteger(minor)) return amount;
  const digits = String(minor).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** What is taken for a request, for an amount, for a body. */
export const readingMutants: readonly Mutant[] = [
  mutant('reads-loosely', {
    title: 'Bodies are read as JSON.parse reads them: members twice, any depth, odd bytes replaced',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-14', 'INPUT-15', 'INPUT-10'],
    swap: reading({ readJson: loosely((bytes) => bytes.toString('utf8')) }),
  }),
  mutant('reads-between-noise', {
    title: 'What stands before and after the body is skipped',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-11', 'INPUT-16'],
    swap: reading({
      readJson: loosely((bytes) => {
        const text = bytes
          .toString('utf8')
          .replaceAll("'", '"')
          .replaceAll(/,\s*([}\]])/g, '$1');
        return text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
      }),
    }),
  }),
  mutant('reads-any-media-type', {
    title: 'The media type of a body is not looked at',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-19', 'INPUT-20'],
    swap: reading({ isMediaType: () => true }),
  }),
  mutant('reads-one-spelling', {
    title: 'A media type with a parameter is not recognised',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-21'],
    swap: reading({ isMediaType: (header, wanted) => header === wanted }),
  }),
  mutant('validates-nothing', {
    title: 'Requests are not held to the schema',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-01', 'INPUT-06', 'INPUT-07', 'INPUT-09', 'INPUT-13'],
    swap: policy(() => ({ violations: () => [] })),
  }),
  mutant('keys-unchecked', {
    title: 'Whatever stands in Idempotency-Key is a key',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-25'],
    swap: policy((sound) => ({
      violations: (call) => sound.violations({ ...call, idempotencyKey: undefined }),
      keyOf: (call) => call.idempotencyKey ?? sound.keyOf(call),
    })),
  }),
  mutant('repeats-in-the-query', {
    title: 'Of a query parameter given twice the last one counts',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-28'],
    swap: policy((sound) => ({
      violations: (call) => sound.violations({ ...call, repeatedParameter: undefined }),
    })),
  }),
  mutant('pages-as-it-likes', {
    title: 'A limit that is none is taken for the default',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-29', 'WALLETS-07', 'AUDIT-12'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const { limit, ...rest } = call.query;
        const odd = limit !== undefined && !/^([1-9]|[1-9][0-9]|100)$/.test(limit);
        return handle(odd ? { ...call, query: rest } : call);
      },
    }),
  }),
  mutant('cursors-unchecked', {
    title: 'A cursor nobody gave starts at the newest',
    breaks: 'SEC-08',
    caughtBy: ['INPUT-30'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => async (call) => {
        const reply = await handle(call);
        const { cursor, ...rest } = call.query;
        const again = cursor !== undefined && reply.outcome === 'VALIDATION_ERROR';
        return again ? handle({ ...call, query: rest }) : reply;
      },
    }),
  }),
  mutant('amounts-as-numbers', {
    title: 'An amount is whatever JavaScript takes for a number',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-09', 'AMOUNTS-10', 'AMOUNTS-12', 'AMOUNTS-13', 'AMOUNTS-14'],
    swap: amounts(numberLike),
  }),
  mutant('two-decimals-for-all', {
    title: 'Every currency is taken to have two decimals',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-16', 'AMOUNTS-21'],
    swap: part('money', (sound) => ({
      stakeOf: (text, currency, field) =>
        sound.stakeOf(numberLike(String(text), currency), currency, field),
      format: (minor, currency) => {
        const told = sound.format(minor, currency);
        return decimalsOf(currency) === 2 ? told : numberLike(told, 'EUR');
      },
    })),
  }),
  mutant('any-currency', {
    title: 'A currency the platform does not keep is taken for the euro',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-20'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const body = call.body as Members | undefined;
        const currency = body?.['currency'];
        if (typeof currency !== 'string' || decimalsOf(currency) !== undefined) return handle(call);
        return handle({ ...call, body: { ...body, currency: 'EUR' } });
      },
    }),
  }),
  mutant('wins-unchecked', {
    title: 'Decimals of a win past the currency are cut off',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-22'],
    swap: (sound) => ({
      ...sound,
      around: (handle) => (call) => {
        const body = call.body as Members | undefined;
        const win = body?.['win_amount'];
        if (typeof win !== 'string') return handle(call);
        return handle({ ...call, body: { ...body, win_amount: numberLike(win, 'EUR') } });
      },
    }),
  }),
  mutant('keeps-a-rest', {
    title: 'The last minor unit of a balance cannot be staked',
    breaks: 'MONEY-01',
    caughtBy: ['AMOUNTS-24', 'AMOUNTS-23'],
    swap: part('ledger', (sound) => ({
      split: (wallet, amount) =>
        sound.split({ ...wallet, cash: Math.max(0, wallet.cash - 1) }, amount),
    })),
  }),
  mutant('query-closed', {
    title: 'A query parameter the platform does not know is refused',
    breaks: 'VER-01',
    caughtBy: ['VERSIONS-02'],
    swap: policy((sound) => ({
      violations: (call) => {
        const extra = Object.keys(call.query).find(
          (name) => !call.operation.queryParameters.includes(name),
        );
        if (extra === undefined) return sound.violations(call);
        return [{ field: extra, rule: 'additionalProperties', message: 'is not known' }];
      },
    })),
  }),
];
