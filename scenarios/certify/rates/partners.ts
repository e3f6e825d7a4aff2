import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import type { PartnerName } from '../../../src/harness/partners.js';
import { deliver, leavesNoTrace, silentDeposit } from '../hooks/events.js';

/** A network that documentation uses and nobody has (RFC 5737), and its IPv6 sister (RFC 3849). */
export const ELSEWHERE = ['203.0.113.0/24', '2001:db8::/32'];

/**
 * Exclusive scenarios only: from now on the partner is heard from elsewhere only. Answers what
 * ends it; it ends with the check at the latest.
 */
export async function partnerElsewhere(
  { control, run }: Stage,
  partner: PartnerName,
): Promise<() => Promise<void>> {
  const path = `/partners/${partner}/addresses`;
  const release = async (): Promise<void> => void (await control.send('POST', path, {}));
  run.afterwards(release);
  await control.send('POST', path, { allowed_addresses: ELSEWHERE });
  return release;
}

export const rates09 = scenario({
  id: 'RATES-09',
  title: 'A partner’s webhooks are heard from its own addresses only',
  rule: 'A webhook from outside the allow-list of its partner MUST get 403, and nothing happens.',
  requirement: 'SEC-05',
  impact: 'critical',
  money: 'With a stolen signing secret alone, deposits that nobody paid could be confirmed.',
  needs: ['control', 'partners'],
  exclusive: true,
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      const word = await stage.given.webhook(pending.payment);
      const release = await partnerElsewhere(stage, 'psp');
      stage.expect(await deliver(stage, word)).refused('ADDRESS_NOT_ALLOWED');
      await release();
    });
  },
});
