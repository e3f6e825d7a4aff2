/** The database cannot be used; the message says why and what to do. Nothing in it was touched. */
export class StoreRefusal extends Error {}
