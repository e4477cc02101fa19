/** Marks that send an account to another shard at the end of the transaction (SEMANTICS 22, 36). */

import type { Address } from '../../runtime/address.js';
import { GuestHalt } from '../../runtime/sandbox/guest-exit.js';
import { hasCode } from '../state/account.js';
import type { YankRefusal } from '../vm/vm.js';
import type { ExecutionEnvironment } from './frame.js';
import { chargeRentOrHalt } from './rent.js';
import type { TransactionContext } from './transaction-context.js';

/**
 * Marks an account: a modification, so that nobody leaves without having paid.
 * @returns why it cannot leave, if it cannot.
 * @throws GuestHalt RENT, or MEMORY for one receipt more than a transaction may make.
 */
export function markYank(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  address: Address,
  destination: bigint,
): YankRefusal | undefined {
  const { world, isOfNetwork, protocol } = environment;
  if (!isOfNetwork) return 'NO_NETWORK';
  const account = world.getAccount(address);
  if (account === undefined || !hasCode(account)) return 'NO_CODE';
  chargeRentOrHalt(environment, context, address);
  if (context.departures >= protocol.limits.crossReceiptsMax) throw new GuestHalt('MEMORY');
  context.marks.push({ address, destination });
  return undefined;
}
