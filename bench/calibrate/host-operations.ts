/** Nanoseconds and fuel of every host operation, on both stores, and the line through its sizes. */

import { DEV_SCHEDULE, type HostOperation, type HostPrice } from '../../runtime/schedule.js';
import { Probe, type ProbeBody, type StoreKind } from './host-probe.js';
import { HOST_CASES, type HostCase } from './host-table.js';
import { fitLine, type Line, type Timing } from './statistics.js';

const STORES: readonly StoreKind[] = ['memory', 'level'];

/** Transactions of each kind; the shortest counts. */
const SAMPLES = 9;
/** A transaction without effect on the store takes long enough for the clock. */
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** One operation on a payload of one size. */
export interface HostTime extends Timing {
  readonly fuel: number;
}

export interface HostRow {
  readonly operation: HostOperation;
  readonly payload: string;
  readonly store: StoreKind;
  readonly times: readonly HostTime[];
  readonly line: Line;
  readonly price: HostPrice;
}

/** What one more call adds to a transaction. */
async function timeOfCall(
  probe: Probe,
  operation: HostOperation,
  use: HostCase,
  size: number,
): Promise<HostTime> {
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const fuel = [0, 0];
  const run = (body: ProbeBody) => probe.transact(body);
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [index, count] of use.calls.entries()) {
      if (use.before !== undefined) await run(use.before(size, count));
      const result = await run(use.body(size, count));
      if (operation === 'selfDestruct') await probe.revive();
      least[index] = Math.min(least[index], result.milliseconds);
      fuel[index] = result.fuel;
    }
  }
  const calls = use.calls[1] - use.calls[0];
  return {
    units: size,
    nanoseconds: Math.max(0, ((least[1] - least[0]) * NANOSECONDS_PER_MILLISECOND) / calls),
    fuel: (fuel[1] - fuel[0]) / calls,
  };
}

async function measureOn(store: StoreKind): Promise<HostRow[]> {
  const probe = await Probe.open(store);
  const rows: HostRow[] = [];
  try {
    for (const operation of Object.keys(HOST_CASES) as HostOperation[]) {
      for (const use of HOST_CASES[operation]) {
        const times: HostTime[] = [];
        for (const size of use.sizes) times.push(await timeOfCall(probe, operation, use, size));
        const line = times.length > 1 ? fitLine(times) : { base: times[0].nanoseconds, perUnit: 0 };
        const price = DEV_SCHEDULE.host[operation];
        rows.push({ operation, payload: use.payload, store, times, line, price });
      }
    }
  } finally {
    await probe.close();
  }
  return rows;
}

export async function measureHostOperations(): Promise<HostRow[]> {
  const rows: HostRow[] = [];
  for (const store of STORES) rows.push(...(await measureOn(store)));
  return rows;
}
