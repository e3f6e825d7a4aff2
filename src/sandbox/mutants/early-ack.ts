import type { Store } from '../../store/store.js';

/** How long the careless store leaves its transaction open after it has said yes. */
const COMMIT_LATER_MS = 150;

/** Runs each job at once in a transaction left open, answers, and commits when it gets round to it. */
export function acknowledgeEarly(opened: Store): Store {
  const { db } = opened;
  const commitLater = (): void => {
    setTimeout(() => {
      if (db.open && db.inTransaction) db.exec('COMMIT');
    }, COMMIT_LATER_MS).unref();
  };
  const settle = (): void => {
    if (db.open && db.inTransaction) db.exec('COMMIT');
  };
  return {
    ...opened,
    transact: async (work) => {
      if (!db.inTransaction) {
        db.exec('BEGIN');
        commitLater();
      }
      db.exec('SAVEPOINT work');
      try {
        const value = work();
        db.exec('RELEASE work');
        return value;
      } catch (failure) {
        db.exec('ROLLBACK TO work; RELEASE work');
        throw failure;
      }
    },
    drain: settle,
    close: () => {
      settle();
      opened.close();
    },
  };
}
