/** What a target may offer beyond the contract; `control` is the control API itself. */
export const CAPABILITIES = [
  'control',
  'faults',
  'clock',
  'mint',
  'restart',
  'snapshots',
  'exchanges',
  'partners',
  'studio',
  'webhooks',
  'live',
] as const;

export type Capability = (typeof CAPABILITIES)[number];
