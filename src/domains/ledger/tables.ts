import type { Migration } from '../context.js';

export const tables: readonly Migration[] = [
  {
    id: '2026-11-22-ledger-01',
    why: 'Double entry in one row: a transaction carries its postings as columns that a CHECK holds to zero (MONEY-02), a trigger applies them to the balances in the same statement, and every other way to a balance is refused. The statement is a linked list through `previous`, so no secondary index grows with it.',
    sql: `
      CREATE TABLE wallets (
        player   TEXT NOT NULL PRIMARY KEY,
        currency TEXT NOT NULL,
        cash     INTEGER NOT NULL DEFAULT 0 CHECK (cash BETWEEN 0 AND 9007199254740991),
        bonus    INTEGER NOT NULL DEFAULT 0 CHECK (bonus BETWEEN 0 AND 9007199254740991),
        held     INTEGER NOT NULL DEFAULT 0 CHECK (held BETWEEN 0 AND 9007199254740991),
        in_play  INTEGER NOT NULL DEFAULT 0 CHECK (in_play BETWEEN 0 AND 9007199254740991),
        last_txn INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE books (
        currency   TEXT NOT NULL PRIMARY KEY,
        house      INTEGER NOT NULL DEFAULT 0,
        settlement INTEGER NOT NULL DEFAULT 0,
        last_txn   INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE transactions (
        seq            INTEGER PRIMARY KEY,
        txn_id         TEXT NOT NULL,
        player         TEXT NOT NULL,
        client         TEXT NOT NULL,
        type           TEXT NOT NULL,
        status         TEXT NOT NULL CHECK (status IN ('pending', 'committed', 'failed')),
        amount         INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740991),
        currency       TEXT NOT NULL,
        round          TEXT,
        reference      TEXT,
        cash           INTEGER NOT NULL,
        bonus          INTEGER NOT NULL,
        held           INTEGER NOT NULL,
        in_play        INTEGER NOT NULL,
        house          INTEGER NOT NULL,
        settlement     INTEGER NOT NULL,
        balance_before INTEGER NOT NULL,
        balance_after  INTEGER NOT NULL,
        previous       INTEGER,
        at             INTEGER NOT NULL,
        CONSTRAINT postings_sum_to_zero
          CHECK (cash + bonus + held + in_play + house + settlement = 0),
        CONSTRAINT balance_follows
          CHECK (status <> 'committed' OR balance_after - balance_before = cash + bonus)
      ) STRICT;

      CREATE TRIGGER wallets_start_empty BEFORE INSERT ON wallets
        WHEN NEW.cash + NEW.bonus + NEW.held + NEW.in_play <> 0
        BEGIN SELECT RAISE(ABORT, 'a wallet starts empty'); END;
      CREATE TRIGGER wallets_move_by_posting BEFORE UPDATE ON wallets
        WHEN coalesce(NEW.last_txn, 0) <= coalesce(OLD.last_txn, 0) OR NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.player = OLD.player
            AND NEW.player = OLD.player AND NEW.currency = OLD.currency
            AND t.status = 'committed' AND t.currency = OLD.currency
            AND NEW.cash = OLD.cash + t.cash AND NEW.bonus = OLD.bonus + t.bonus
            AND NEW.held = OLD.held + t.held AND NEW.in_play = OLD.in_play + t.in_play)
        BEGIN SELECT RAISE(ABORT, 'a balance changes only by a posting'); END;
      CREATE TRIGGER wallets_stay BEFORE DELETE ON wallets
        BEGIN SELECT RAISE(ABORT, 'a wallet is kept'); END;

      CREATE TRIGGER transactions_post AFTER INSERT ON transactions
        WHEN NEW.status = 'committed'
        BEGIN
          UPDATE wallets SET cash = cash + NEW.cash, bonus = bonus + NEW.bonus,
            held = held + NEW.held, in_play = in_play + NEW.in_play, last_txn = NEW.seq
            WHERE player = NEW.player;
          SELECT RAISE(ABORT, 'a posting needs its wallet') WHERE changes() = 0;
        END;
      CREATE TRIGGER transactions_book AFTER INSERT ON transactions
        WHEN NEW.status = 'committed' AND (NEW.house <> 0 OR NEW.settlement <> 0)
        BEGIN
          INSERT INTO books (currency, house, settlement, last_txn)
            VALUES (NEW.currency, NEW.house, NEW.settlement, NEW.seq)
            ON CONFLICT (currency) DO UPDATE SET house = house + excluded.house,
              settlement = settlement + excluded.settlement, last_txn = excluded.last_txn;
        END;
      CREATE TRIGGER books_move_by_posting BEFORE UPDATE ON books
        WHEN NEW.currency <> OLD.currency
          OR coalesce(NEW.last_txn, 0) <= coalesce(OLD.last_txn, 0) OR NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.currency = OLD.currency
            AND t.status = 'committed' AND NEW.house = OLD.house + t.house
            AND NEW.settlement = OLD.settlement + t.settlement)
        BEGIN SELECT RAISE(ABORT, 'the house moves only by a posting'); END;
      CREATE TRIGGER books_open_by_posting BEFORE INSERT ON books
        WHEN NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.currency = NEW.currency
            AND t.status = 'committed' AND NEW.house = t.house AND NEW.settlement = t.settlement)
        BEGIN SELECT RAISE(ABORT, 'the house moves only by a posting'); END;
      CREATE TRIGGER books_stay BEFORE DELETE ON books
        BEGIN SELECT RAISE(ABORT, 'the house is kept'); END;
      CREATE TRIGGER transactions_keep BEFORE UPDATE ON transactions
        BEGIN SELECT RAISE(ABORT, 'a transaction never changes'); END;
      CREATE TRIGGER transactions_stay BEFORE DELETE ON transactions
        BEGIN SELECT RAISE(ABORT, 'a transaction is kept'); END;

      CREATE VIEW postings AS
        SELECT seq, txn_id, currency, player || ':cash' AS account, cash AS amount
          FROM transactions WHERE status = 'committed' AND cash <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':bonus', bonus
          FROM transactions WHERE status = 'committed' AND bonus <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':held', held
          FROM transactions WHERE status = 'committed' AND held <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':in_play', in_play
          FROM transactions WHERE status = 'committed' AND in_play <> 0
        UNION ALL SELECT seq, txn_id, currency, 'house', house
          FROM transactions WHERE status = 'committed' AND house <> 0
        UNION ALL SELECT seq, txn_id, currency, 'settlement', settlement
          FROM transactions WHERE status = 'committed' AND settlement <> 0;
    `,
  },
  {
    id: '2026-11-22-ledger-02',
    why: 'Money set aside out of the house lies in pots (jackpots, prize pools; PROMO-02, PROMO-03): a pot is an account like any other, in the same sum to zero, moved only by a posting and never below zero. A transaction between house and pot alone has no player. A CHECK cannot be altered, so the table is written anew; the row grows by one column that is zero and one that is null.',
    sql: `
      DROP VIEW postings;
      DROP TRIGGER wallets_move_by_posting;
      DROP TRIGGER books_move_by_posting;
      DROP TRIGGER books_open_by_posting;
      DROP TRIGGER transactions_post;
      DROP TRIGGER transactions_book;
      DROP TRIGGER transactions_keep;
      DROP TRIGGER transactions_stay;

      CREATE TABLE transactions_with_pots (
        seq            INTEGER PRIMARY KEY,
        txn_id         TEXT NOT NULL,
        player         TEXT NOT NULL,
        client         TEXT NOT NULL,
        type           TEXT NOT NULL,
        status         TEXT NOT NULL CHECK (status IN ('pending', 'committed', 'failed')),
        amount         INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 9007199254740991),
        currency       TEXT NOT NULL,
        round          TEXT,
        reference      TEXT,
        cash           INTEGER NOT NULL,
        bonus          INTEGER NOT NULL,
        held           INTEGER NOT NULL,
        in_play        INTEGER NOT NULL,
        house          INTEGER NOT NULL,
        settlement     INTEGER NOT NULL,
        balance_before INTEGER NOT NULL,
        balance_after  INTEGER NOT NULL,
        previous       INTEGER,
        at             INTEGER NOT NULL,
        pot            INTEGER NOT NULL DEFAULT 0,
        pot_id         TEXT,
        CONSTRAINT postings_sum_to_zero
          CHECK (cash + bonus + held + in_play + house + settlement + pot = 0),
        CONSTRAINT balance_follows
          CHECK (status <> 'committed' OR balance_after - balance_before = cash + bonus),
        CONSTRAINT pot_is_named CHECK (pot = 0 OR pot_id IS NOT NULL),
        CONSTRAINT nobody_owns_nothing CHECK (player <> '' OR (
          cash = 0 AND bonus = 0 AND held = 0 AND in_play = 0
          AND balance_before = 0 AND previous IS NULL AND pot_id IS NOT NULL))
      ) STRICT;
      INSERT INTO transactions_with_pots SELECT *, 0, NULL FROM transactions ORDER BY seq;
      DROP TABLE transactions;
      ALTER TABLE transactions_with_pots RENAME TO transactions;

      CREATE TABLE pots (
        pot_id   TEXT NOT NULL PRIMARY KEY,
        currency TEXT NOT NULL,
        balance  INTEGER NOT NULL DEFAULT 0 CHECK (balance BETWEEN 0 AND 9007199254740991),
        last_txn INTEGER
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER pots_start_empty BEFORE INSERT ON pots WHEN NEW.balance <> 0
        BEGIN SELECT RAISE(ABORT, 'a pot starts empty'); END;
      CREATE TRIGGER pots_move_by_posting BEFORE UPDATE ON pots
        WHEN coalesce(NEW.last_txn, 0) <= coalesce(OLD.last_txn, 0) OR NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.pot_id = OLD.pot_id
            AND NEW.pot_id = OLD.pot_id AND NEW.currency = OLD.currency
            AND t.status = 'committed' AND t.currency = OLD.currency
            AND NEW.balance = OLD.balance + t.pot)
        BEGIN SELECT RAISE(ABORT, 'a pot moves only by a posting'); END;
      CREATE TRIGGER pots_stay BEFORE DELETE ON pots
        BEGIN SELECT RAISE(ABORT, 'a pot is kept'); END;

      CREATE TRIGGER wallets_move_by_posting BEFORE UPDATE ON wallets
        WHEN coalesce(NEW.last_txn, 0) <= coalesce(OLD.last_txn, 0) OR NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.player = OLD.player
            AND NEW.player = OLD.player AND NEW.currency = OLD.currency
            AND t.status = 'committed' AND t.currency = OLD.currency
            AND NEW.cash = OLD.cash + t.cash AND NEW.bonus = OLD.bonus + t.bonus
            AND NEW.held = OLD.held + t.held AND NEW.in_play = OLD.in_play + t.in_play)
        BEGIN SELECT RAISE(ABORT, 'a balance changes only by a posting'); END;

      CREATE TRIGGER transactions_post AFTER INSERT ON transactions
        WHEN NEW.status = 'committed' AND NEW.player <> ''
        BEGIN
          UPDATE wallets SET cash = cash + NEW.cash, bonus = bonus + NEW.bonus,
            held = held + NEW.held, in_play = in_play + NEW.in_play, last_txn = NEW.seq
            WHERE player = NEW.player;
          SELECT RAISE(ABORT, 'a posting needs its wallet') WHERE changes() = 0;
        END;
      CREATE TRIGGER transactions_pot AFTER INSERT ON transactions
        WHEN NEW.pot_id IS NOT NULL AND NEW.status = 'committed'
        BEGIN
          UPDATE pots SET balance = balance + NEW.pot, last_txn = NEW.seq
            WHERE pot_id = NEW.pot_id;
          SELECT RAISE(ABORT, 'a posting needs its pot') WHERE changes() = 0;
        END;
      CREATE TRIGGER transactions_book AFTER INSERT ON transactions
        WHEN NEW.status = 'committed' AND (NEW.house <> 0 OR NEW.settlement <> 0)
        BEGIN
          INSERT INTO books (currency, house, settlement, last_txn)
            VALUES (NEW.currency, NEW.house, NEW.settlement, NEW.seq)
            ON CONFLICT (currency) DO UPDATE SET house = house + excluded.house,
              settlement = settlement + excluded.settlement, last_txn = excluded.last_txn;
        END;
      CREATE TRIGGER books_move_by_posting BEFORE UPDATE ON books
        WHEN NEW.currency <> OLD.currency
          OR coalesce(NEW.last_txn, 0) <= coalesce(OLD.last_txn, 0) OR NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.currency = OLD.currency
            AND t.status = 'committed' AND NEW.house = OLD.house + t.house
            AND NEW.settlement = OLD.settlement + t.settlement)
        BEGIN SELECT RAISE(ABORT, 'the house moves only by a posting'); END;
      CREATE TRIGGER books_open_by_posting BEFORE INSERT ON books
        WHEN NOT EXISTS (
          SELECT 1 FROM transactions t WHERE t.seq = NEW.last_txn AND t.currency = NEW.currency
            AND t.status = 'committed' AND NEW.house = t.house AND NEW.settlement = t.settlement)
        BEGIN SELECT RAISE(ABORT, 'the house moves only by a posting'); END;
      CREATE TRIGGER transactions_keep BEFORE UPDATE ON transactions
        BEGIN SELECT RAISE(ABORT, 'a transaction never changes'); END;
      CREATE TRIGGER transactions_stay BEFORE DELETE ON transactions
        BEGIN SELECT RAISE(ABORT, 'a transaction is kept'); END;

      CREATE VIEW postings AS
        SELECT seq, txn_id, currency, player || ':cash' AS account, cash AS amount
          FROM transactions WHERE status = 'committed' AND cash <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':bonus', bonus
          FROM transactions WHERE status = 'committed' AND bonus <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':held', held
          FROM transactions WHERE status = 'committed' AND held <> 0
        UNION ALL SELECT seq, txn_id, currency, player || ':in_play', in_play
          FROM transactions WHERE status = 'committed' AND in_play <> 0
        UNION ALL SELECT seq, txn_id, currency, 'house', house
          FROM transactions WHERE status = 'committed' AND house <> 0
        UNION ALL SELECT seq, txn_id, currency, 'settlement', settlement
          FROM transactions WHERE status = 'committed' AND settlement <> 0
        UNION ALL SELECT seq, txn_id, currency, 'pot:' || pot_id, pot
          FROM transactions WHERE status = 'committed' AND pot <> 0;
    `,
  },
];
