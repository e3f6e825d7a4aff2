/** The laws of the books; each answers the subjects for which it does not hold. */
export const QUESTIONS: readonly { readonly why: string; readonly sql: string }[] = [
  {
    why: 'postings do not sum to zero in transaction',
    sql: `SELECT txn_id FROM transactions
          WHERE cash + bonus + held + in_play + house + settlement + pot <> 0`,
  },
  {
    why: 'the balance is not the sum of its postings for player',
    sql: `WITH sums AS (
            SELECT player, sum(cash) cash, sum(bonus) bonus, sum(held) held, sum(in_play) in_play
            FROM transactions WHERE status = 'committed' GROUP BY player)
          SELECT w.player FROM wallets w LEFT JOIN sums s USING (player)
          WHERE w.cash <> coalesce(s.cash, 0) OR w.bonus <> coalesce(s.bonus, 0)
             OR w.held <> coalesce(s.held, 0) OR w.in_play <> coalesce(s.in_play, 0)`,
  },
  {
    why: 'the house is not the sum of its postings in currency',
    sql: `WITH sums AS (
            SELECT currency, sum(house) house, sum(settlement) settlement FROM transactions
            WHERE status = 'committed' GROUP BY currency)
          SELECT currency FROM sums s FULL JOIN books b USING (currency)
          WHERE coalesce(s.house, 0) <> coalesce(b.house, 0)
             OR coalesce(s.settlement, 0) <> coalesce(b.settlement, 0)`,
  },
  {
    why: 'the pot is not the sum of its postings in pot',
    sql: `WITH sums AS (
            SELECT pot_id, currency, sum(pot) balance FROM transactions
            WHERE status = 'committed' AND pot_id IS NOT NULL GROUP BY pot_id, currency)
          SELECT pot_id FROM sums s FULL JOIN pots p USING (pot_id, currency)
          WHERE coalesce(s.balance, 0) IS NOT p.balance`,
  },
  {
    // In millionths of a minor unit; beyond 64 bits SQL cannot tell.
    why: 'the pot is not its seeds and contributions less what was won in jackpot',
    sql: `SELECT j.jackpot_id FROM jackpots j JOIN pots p ON p.pot_id = j.jackpot_id
          WHERE length(contributed) < 19 AND max(p.balance, seeded, paid) < 9000000000000
            AND p.balance * 1000000 + fraction
              <> (seeded - paid) * 1000000 + CAST(contributed AS INTEGER)`,
  },
  {
    why: 'the hits are not what was won in jackpot',
    sql: `SELECT jackpot_id FROM jackpots j WHERE number <> hits + 1 OR (paid, hits) <> (
            SELECT coalesce(sum(amount), 0), count(*) FROM jackpot_hits WHERE jackpot = j.seq)`,
  },
  {
    why: 'a balance is negative in pot',
    sql: 'SELECT pot_id FROM pots WHERE balance < 0',
  },
  {
    why: 'a balance is negative for player',
    sql: 'SELECT player FROM wallets WHERE cash < 0 OR bonus < 0 OR held < 0 OR in_play < 0',
  },
  {
    why: 'a txn_id stands twice',
    sql: 'SELECT txn_id FROM transactions GROUP BY txn_id HAVING count(*) > 1',
  },
  {
    why: 'the balance before is not the last balance after in transaction',
    sql: `SELECT t.txn_id FROM transactions t LEFT JOIN transactions older
            ON older.seq = t.previous AND older.player = t.player
          WHERE t.balance_before <> coalesce(older.balance_after, 0)`,
  },
  {
    why: 'the statement leaves out what comes before transaction',
    sql: `WITH line AS (
            SELECT txn_id, previous, lag(seq) OVER (PARTITION BY player ORDER BY seq) older
            FROM transactions WHERE status = 'committed' AND player <> '')
          SELECT txn_id FROM line WHERE previous IS NOT older`,
  },
  {
    why: 'the statement does not begin with the newest transaction of player',
    sql: `WITH newest AS (SELECT player, max(seq) seq FROM transactions
            WHERE status = 'committed' AND player <> '' GROUP BY player)
          SELECT w.player FROM wallets w LEFT JOIN newest n USING (player)
          WHERE w.last_txn IS NOT n.seq
          UNION ALL
          SELECT n.player FROM newest n LEFT JOIN wallets w USING (player)
          WHERE w.player IS NULL`,
  },
  {
    why: 'money in play is not that of the open stakes for player',
    sql: `WITH open AS (
            SELECT r.player, sum(s.cash + s.bonus) in_play FROM stakes s
            JOIN rounds r ON r.seq = s.round WHERE s.status = 'open' GROUP BY r.player)
          SELECT w.player FROM wallets w LEFT JOIN open o USING (player)
          WHERE w.in_play <> coalesce(o.in_play, 0)`,
  },
  {
    why: 'money in play is not that of the open stakes in round',
    sql: `WITH open AS (SELECT round, sum(cash + bonus) in_play FROM stakes
            WHERE status = 'open' GROUP BY round)
          SELECT r.round_id FROM rounds r LEFT JOIN open o ON o.round = r.seq
          WHERE r.in_play <> coalesce(o.in_play, 0)`,
  },
  {
    // What a fixture was given as held stays so: nothing but its withdrawals may add to it.
    why: 'held money is not that of the open withdrawals for player',
    sql: `WITH open AS (
            SELECT player, sum(amount) held FROM payments
            WHERE kind = 'withdrawal' AND status IN ('held', 'processing') GROUP BY player),
          given AS (
            SELECT player, sum(held) held FROM transactions
            WHERE type = 'adjustment' GROUP BY player)
          SELECT w.player FROM wallets w LEFT JOIN open o USING (player)
          LEFT JOIN given g USING (player)
          WHERE w.held <> coalesce(o.held, 0) + coalesce(g.held, 0)`,
  },
  {
    why: 'money moved other than its status says for payment',
    sql: `WITH moved AS (
            SELECT reference, group_concat(type, ' ' ORDER BY seq) types,
              min(amount) least, max(amount) most
            FROM transactions WHERE type IN ('deposit', 'hold', 'withdrawal', 'release', 'refund',
              'chargeback') GROUP BY reference),
          expected (kind, status, types) AS (VALUES
            ('deposit', 'pending', ''), ('deposit', 'challenge', ''), ('deposit', 'failed', ''),
            ('deposit', 'completed', 'deposit'),
            ('deposit', 'refunded', 'deposit refund'), ('deposit', 'refunded', ''),
            ('deposit', 'charged_back', 'deposit chargeback'), ('deposit', 'charged_back', ''),
            ('withdrawal', 'held', 'hold'), ('withdrawal', 'processing', 'hold'),
            ('withdrawal', 'completed', 'hold withdrawal'),
            ('withdrawal', 'failed', 'hold release'), ('withdrawal', 'cancelled', 'hold release'))
          SELECT p.payment_id FROM payments p LEFT JOIN moved m ON m.reference = p.payment_id
          WHERE coalesce(least, p.amount) <> p.amount OR coalesce(most, p.amount) <> p.amount
            OR NOT EXISTS (SELECT 1 FROM expected e WHERE e.kind = p.kind
              AND e.status = p.status AND e.types = coalesce(m.types, ''))`,
  },
  {
    why: 'the pot is not what its entries brought, or not empty when all is settled, in tournament',
    sql: `SELECT t.tournament_id FROM tournaments t
          LEFT JOIN pots p ON p.pot_id = 'tournament:' || t.tournament_id
          WHERE p.balance IS NOT CASE t.status WHEN 'open' THEN t.entries * t.buy_in ELSE 0 END`,
  },
];
