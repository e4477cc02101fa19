/**
 * Prices of the EEI in gas, as its specification has them for Byzantium (ewasm/design, eth_interface.md).
 * They hold in an Ethereum-shaped block; in a PBEVM block `schedule.eei` does (SEMANTICS 24).
 */

export const GAS = {
  /** What only reads the message, the block or the transaction. */
  context: { base: 2 },
  copy: { base: 3, perWord: 3 },
  balance: { base: 400 },
  codeSize: { base: 700 },
  codeCopy: { base: 700, perWord: 3 },
  blockHash: { base: 800 },
  storageLoad: { base: 200 },
  storageStore: { base: 5_000 },
  log: { base: 375, perByte: 8 },
  call: { base: 700 },
  create: { base: 32_000 },
  selfDestruct: { base: 5_000 },
  free: { base: 0 },
} as const;

/** On top of `GAS.storageStore` where a slot that was zero gets another value. */
export const STORAGE_CREATE_GAS = 15_000n;
export const LOG_TOPIC_GAS = 375n;
/** Of a call that moves value, and what the callee gets of it for nothing. */
export const VALUE_TRANSFER_GAS = 9_000n;
export const VALUE_STIPEND_GAS = 2_300n;
/** Of a call with value, or a self-destruction, in favour of an account that does not exist. */
export const NEW_ACCOUNT_GAS = 25_000n;
