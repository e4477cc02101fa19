/** Runs an attack on a host: its steps, and after each of them the canary. */

import { type ContractResult, type Host, reprValue, type Value } from '../../host/index.js';
import { deploy, describe, successValue } from '../support/host.js';
import type { Attack, AttackStep } from './attack-file.js';

/** How a step ended, what it cost, and what the canary said after it. */
export interface StepOutcome {
  readonly end: string;
  readonly fuelUsed: number;
  readonly memoryPages: number;
  readonly canary: string;
  /** A failed deploy left something behind. */
  readonly leftover: boolean;
}

/**
 * What the next contract sees: its state, its names, the builtins, what the libraries compute, and the order
 * in which a set comes. Its fuel tells of what it does not look at. It needs no more memory than there is at
 * the start: an instance that grew is not used again, and the next step shall have the same one.
 */
const CANARY = `
import hashlib, math, zlib
class Probe:
    def __init__(self): self.x = 1
def generator():
    yield from {"a": 1, "b": 2}.items()
# By its name screening refuses the dict of builtins.
builtins = next(v for v in globals().values() if isinstance(v, dict) and 'len' in v)
seen = 0
for name, value in builtins.items():
    seen = zlib.crc32(f"{name} {sorted(dir(value))}".encode(), seen)
for module in (hashlib, math, zlib):
    seen = zlib.crc32(repr(sorted(module.__dict__)).encode(), seen)
world = repr([chain, args, sorted(globals()), seen, math.sin(math.pi / 5), list(generator()), hash("x"),
    hashlib.sha256(b"a").hexdigest(), hashlib.md5(b"a").hexdigest(), zlib.adler32(b"abc" * 99),
    list({"one", "two", "three", 4, 5.5, None}), f"{1.5:>9.3f}", 2**100 // 3, type(Probe()).__name__])
if new: chain["n"] = {"kept": [1, 2]}
finish([zlib.crc32(world.encode()), len(world), chain["n"]["kept"]])
`;

/** Deploys the canary; the result asks it. It is called, not sent to: its state is always the same. */
export async function plantCanary(host: Host): Promise<() => Promise<string>> {
  const address = await deploy(host, CANARY);
  return async () => {
    const result = await host.call(address);
    return `${reprValue(successValue(result) as Value)} ${result.fuelUsed} ${result.memoryPages}`;
  };
}

/** Codes of errors that screening found, each once, sorted. */
function errorCodes(result: ContractResult): string[] {
  const findings = (result.status === 'halt' ? result.findings : undefined) ?? [];
  const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return [...new Set(errors)].sort();
}

/** How a message ended, with the value it finished with. */
export function endOf(result: ContractResult): string {
  // The trap's words are the engine's and differ between engines.
  if (result.status === 'halt' && result.code === 'TRAP') return 'halt TRAP';
  if (result.status === 'halt' && result.findings !== undefined)
    return `halt ${result.code} ${errorCodes(result).join(' ')}`;
  return result.status === 'success' ? `success ${reprValue(result.value)}` : describe(result);
}

export function isExpected(actual: string, expected: string): boolean {
  if (expected === '*') return true;
  return expected.endsWith('...') ? actual.startsWith(expected.slice(0, -'...'.length)) : actual === expected;
}

/** `"@NAME"` stands for the address of a contract. */
function withAddresses(args: readonly Value[], addresses: ReadonlyMap<string, string>): Value[] {
  return args.map((arg) =>
    typeof arg === 'string' && arg.startsWith('@') ? addressOf(addresses, arg) : arg,
  );
}

function addressOf(addresses: ReadonlyMap<string, string>, name: string): string {
  const address = addresses.get(name.replace(/^@/, ''));
  if (address === undefined) throw new Error(`${name} was not deployed`);
  return address;
}

/**
 * Runs the steps of an attack.
 * @param salt up to 60 hexadecimal digits; other salts are other contracts.
 */
export async function runAttack(
  host: Host,
  askCanary: () => Promise<string>,
  attack: Attack,
  salt: string,
): Promise<StepOutcome[]> {
  const addresses = new Map<string, string>();
  const outcomes: StepOutcome[] = [];
  for (const [index, step] of attack.steps.entries()) {
    const result = await runStep(
      host,
      attack,
      step,
      addresses,
      `${salt}${index.toString(16).padStart(4, '0')}`,
    );
    const failed = step.verb === 'deploy' && result.status !== 'success';
    outcomes.push({
      end: endOf(result),
      fuelUsed: result.fuelUsed,
      memoryPages: result.memoryPages,
      canary: await askCanary(),
      leftover: failed && (await host.inspect(result.address as string)) !== undefined,
    });
  }
  return outcomes;
}

async function runStep(
  host: Host,
  { contracts, fuel }: Attack,
  { verb, contract, args }: AttackStep,
  addresses: Map<string, string>,
  salt: string,
): Promise<ContractResult> {
  const options = { limits: { fuel } };
  const values = withAddresses(args, addresses);
  if (verb !== 'deploy') return host[verb](addressOf(addresses, contract), values, options);
  const source = contracts.get(contract) as string;
  const result = await host.deploy(source, { ...options, args: values, salt: salt.padStart(64, '0') });
  if (result.status === 'success') addresses.set(contract, result.address as string);
  return result;
}

/** A line on which all runs of a step must agree. */
export function outcomeLine(
  attack: Attack,
  index: number,
  { end, fuelUsed, memoryPages }: StepOutcome,
): string {
  const { verb, contract } = attack.steps[index];
  return `${attack.name} ${verb} ${contract}: ${end} | ${fuelUsed} fuel, ${memoryPages} pages`;
}

/** What screening finds when the contracts of an attack are deployed: codes, sorted, and a line for each. */
export async function screenAttack(
  host: Host,
  { name, contracts, fuel }: Attack,
  salt: string,
): Promise<{ readonly codes: readonly string[]; readonly lines: readonly string[] }> {
  const codes = new Set<string>();
  const lines: string[] = [];
  for (const [contract, source] of contracts) {
    const result = await host.deploy(source, { limits: { fuel }, salt: salt.padStart(64, '0') });
    for (const code of errorCodes(result)) codes.add(code);
    lines.push(`${name} screened ${contract}: ${endOf(result)} | ${result.fuelUsed} fuel`);
  }
  return { codes: [...codes].sort(), lines };
}
