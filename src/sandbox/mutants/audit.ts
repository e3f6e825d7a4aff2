import { headOf } from '../../domains/audit/index.js';
import { acknowledgeEarly } from './early-ack.js';
import { both, mutant, operation, part, store } from './mutant.js';
import type { Mutant } from './mutant.js';

export const auditMutants: readonly Mutant[] = [
  mutant('audit-editable', {
    title: 'A row of the audit log can be edited without anybody noticing',
    breaks: 'OBS-03',
    caughtBy: ['AUDIT-04'],
    swap: both(
      store((opened) => {
        opened.db.exec('DROP TRIGGER IF EXISTS journal_keep');
      }),
      operation('verifyAudit', () => (ctx) => {
        const { seq, hash } = headOf(ctx);
        return { valid: true, entries: seq, head: hash, broken_at: null };
      }),
    ),
  }),
  mutant('audit-silent-rollback', {
    title: 'Rollbacks leave no trace in the audit log',
    breaks: 'OBS-03',
    caughtBy: ['AUDIT-01'],
    swap: part('journal', (sound) => ({
      append: (ctx, type, playerId, data) => {
        if (type !== 'round.rolled_back') sound.append(ctx, type, playerId, data);
      },
    })),
  }),
  mutant('audit-says-valid', {
    title: 'Entries are not chained, and verification says they are',
    breaks: 'OBS-03',
    caughtBy: ['AUDIT-02'],
    swap: operation('exportAudit', (sound) => (ctx, input) => {
      const { text } = sound(ctx, input) as { text: string };
      return {
        text: text.replaceAll(
          /"previous_hash":"[0-9a-f]+"/g,
          `"previous_hash":"${'0'.repeat(64)}"`,
        ),
      };
    }),
  }),
  mutant('audit-forgets-request', {
    title: 'The audit log does not say which request made the change',
    breaks: 'OBS-01',
    caughtBy: ['AUDIT-03'],
    swap: part('journal', (sound) => ({
      append: (ctx, type, playerId, data) =>
        sound.append({ ...ctx, call: { ...ctx.call, requestId: 'unknown' } }, type, playerId, data),
    })),
  }),
  mutant('audit-pages-skip', {
    title: 'The second page of the audit log starts one entry too late',
    breaks: 'OBS-03',
    caughtBy: ['AUDIT-05'],
    swap: operation('listAuditEntries', (sound) => (ctx, input) => {
      const page = sound(ctx, input) as { items: readonly unknown[] };
      return input['cursor'] === undefined ? page : { ...page, items: page.items.slice(1) };
    }),
  }),
  mutant('acknowledges-early', {
    title: 'A debit is acknowledged before it is committed: a crash loses it',
    breaks: 'IDEM-05',
    caughtBy: ['LOST-05'],
    racing: true,
    swap: store(acknowledgeEarly),
  }),
];
