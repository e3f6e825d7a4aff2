/** A target file to be filled in, with what each member is for. */
export const TARGET_TEMPLATE = `# Whom to judge, how to get in, and in which words. Correct what is wrong, then:
#   tablestakes doctor --target <this file>
# Every member: docs/targets/index.md. From an OpenAPI document: tablestakes init --from openapi.yaml
extends: builtin:reference
profile: wallet-core # a balance, a bet, a win and a rollback; platform-full is everything
target:
  name: My wallet
  base_url: env:WALLET_URL # secrets and addresses stand as env:NAME or file:path
  environment: staging # local, test, staging or production
auth: # oauth2, bearer, basic, hmac, mtls, script or none
  type: bearer
  token: env:WALLET_TOKEN
# signing: # where requests carry a signature
#   alg: hmac-sha256
#   secret: env:WALLET_SECRET
#   header: X-Signature
#   over: '{body}'
# What it answers where published contracts disagree: docs/targets/dialect.md
dialect: {}
map: # its words: docs/targets/map.md
  money: { format: decimal-string } # or decimal-number, minor-int, x100000-int, micro-int
  error: code # where a refusal says why
  errors: # code on the wire: code of the reference contract
    NOT_ENOUGH_MONEY: INSUFFICIENT_FUNDS
    UNKNOWN_PLAYER: PLAYER_NOT_FOUND
    UNKNOWN_BET: [TXN_NOT_FOUND, ROUND_NOT_FOUND, TXN_NOT_OF_PLAYER]
    ID_USED: IDEMPOTENCY_CONFLICT
    WRONG_TOKEN: [TOKEN_MISSING, TOKEN_INVALID]
    INVALID: [VALIDATION_ERROR, MALFORMED_JSON]
  operations:
    getWallet:
      method: GET
      path: /players/{player_id}/balance
      response: { cash: balance, currency: currency }
      examples: # answers as your documents show them; they keep the map from rotting
        - status: 200
          body: { balance: '100.00', currency: EUR }
          expect: { cash: '100.00' }
    debitRound:
      method: POST
      path: /bet
      request: >-
        { "id": idempotency_key, "player": player_id, "round": round_id,
          "amount": amount, "currency": currency }
      response: { txn_id: transaction_id, balance: balance }
    creditRound:
      method: POST
      path: /win
      request: >-
        { "id": idempotency_key, "player": player_id, "round": round_id,
          "bet": debit_key, "amount": win_amount, "final": final }
      response: { txn_id: transaction_id, balance: balance }
    rollbackRound:
      method: POST
      path: /rollback
      request: '{ "id": idempotency_key, "player": player_id, "bet": debit_key }'
      response: { txn_id: transaction_id, balance: balance }
data:
  players:
    currency: EUR
    pool: # at least four that exist and are funded; a known balance proves the form of money
      - { id: player-1, balance: '100.00' }
      - player-2
      - player-3
      - player-4
limits: { concurrency: 8, timeout_ms: 5000 } # rps, where the target limits requests
guard:
  # allow_hosts: [wallet.staging.example.com]
  max_stake: '1000.00' # two checks stake more; raise it where money is play money
`;

/** A GitHub workflow; `variables` are the secrets the target file reads. */
export const workflowText = (variables: readonly string[]): string => `name: wallet
on:
  pull_request:
  schedule:
    - cron: '17 3 * * 1-5'

permissions:
  contents: read

jobs:
  certify:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    env:
${variables.map((name) => `      ${name}: \${{ secrets.${name} }}`).join('\n')}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: '22' }
      # tablestakes as a development dependency of this repository
      - run: npm ci
      - run: npx tablestakes doctor --target target.yaml
      - run: npx tablestakes certify --target target.yaml --report json,junit,html,markdown
      - if: always()
        run: cat reports/certify.md >> "$GITHUB_STEP_SUMMARY"
      - if: always()
        uses: actions/upload-artifact@v4
        with: { name: reports, path: reports/ }
`;

/** A check of one's own, run as a program. */
export const SCENARIO_TEMPLATE = `// A check of your own, beside those of tablestakes: node example-check.mjs target.yaml
import { certify, defineScenario, readTarget } from 'tablestakes';

const takesOnce = defineScenario({
  id: 'MINE-01',
  title: 'A bet that is sent twice is taken once',
  rule: 'A repeat of a bet MUST have no further effect.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'A doubled bet takes a stake the player never made.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '10.00' });
    const debit = given.debit(player, { amount: '1.00' });

    await platform.debitRound(debit);
    await platform.debitRound(debit);

    await expect.wallet(player, { cash: '9.00' });
  },
});

const target = readTarget(process.argv[2] ?? 'target.yaml', process.env);
const { profile: _profile, ...own } = target; // its list of checks does not know ours
const result = await certify({ target: own, scenarios: [takesOnce], invariants: [] });
for (const { id, status, failures } of result.checks) {
  process.stdout.write(\`\${status} \${id} \${failures.map(({ message }) => message).join('; ')}\\n\`);
}
process.exitCode = result.exitCode;
`;
