/**
 * `pbevm proof ADDRESS [KEY...]` and `pbevm verify FILE`: what the state is after a block, for who has no
 * state.
 */

import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { parseAddress } from '../../../runtime/address.js';
import { equalBytes, fromHex, toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { blockHash, decodeHeader, encodeHeader, type Header } from '../../block/containers.js';
import { verifyStateProof } from '../../state/tree/state-proof.js';
import { proofLines, provenToJson } from '../chain-output.js';
import { parseAddressArgument, unreadable, withOptions } from '../options.js';
import { withChain } from './block.js';

/** What a file of a proof says it is. */
const FORMAT = 'pbevm-state-proof-1';

/** Characters of a file that are read. */
const FILE_LENGTH_MAX = 2 ** 28;

function parseKey(text: string, before: Uint8Array[] = []): Uint8Array[] {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text))
    throw new InvalidArgumentError('A key is 0x and hexadecimal digits.');
  return [...before, fromHex(text)];
}

function parseHeight(text: string): bigint {
  if (!/^[0-9]{1,19}$/.test(text)) throw new InvalidArgumentError('A height is an integer.');
  return BigInt(text);
}

export function addProofCommand(program: Command): void {
  const command = program
    .command('proof')
    .description('prove an account, and keys of its storage, against the state root of a block')
    .argument('<address>', 'address of the account', parseAddressArgument)
    .argument('[keys...]', 'storage keys, hexadecimal', parseKey)
    .option('--height <n>', 'the block after which (default: the last one)', parseHeight);
  withOptions(command, 'data').action(
    async (address: string, keys: Uint8Array[], { data, height }: { data: string; height?: bigint }) => {
      await withChain(data, ({ database, archive }) => {
        const at = height ?? BigInt(database.height);
        const found = archive.getBlock(at);
        if (found === undefined) throw new PbevmError('UNKNOWN_HEIGHT', `there is no block ${at}`);
        const proof = database.prove([{ address: parseAddress(address), keys: [...keys] }], Number(at));
        const header = toHex(encodeHeader(found.block.header));
        console.log(JSON.stringify({ format: FORMAT, header, proof: toHex(proof) }, null, 2));
      });
    },
  );
}

/** @throws PbevmError BAD_INPUT if the file is no proof's */
function readProof(file: string): { readonly header: Header; readonly proof: Uint8Array } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, cause);
  }
  const wrong = (what: string, cause?: unknown) => new PbevmError('BAD_INPUT', `${file}: ${what}`, { cause });
  if (text.length > FILE_LENGTH_MAX) throw wrong('too long for a proof');
  let parts: { format?: unknown; header?: unknown; proof?: unknown };
  try {
    parts = JSON.parse(text) as typeof parts;
  } catch (cause) {
    throw wrong('no JSON', cause);
  }
  const { format, header, proof } = parts ?? {};
  if (format !== FORMAT || typeof header !== 'string' || typeof proof !== 'string') {
    throw wrong(`no ${FORMAT}, which has header and proof`);
  }
  return { header: decodeHeader(fromHex(header)), proof: fromHex(proof) };
}

function parseHash(text: string): Uint8Array {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text))
    throw new InvalidArgumentError('A hash is 0x and 64 hexadecimal digits.');
  return fromHex(text);
}

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('check a proof that `pbevm proof` has made, and show what it proves')
    .argument('<file>', 'the proof')
    .option('--hash <hash>', 'hash that the block must have', parseHash);
  withOptions(command, 'json').action((file: string, options: { hash?: Uint8Array; json?: boolean }) => {
    const { header, proof } = readProof(file);
    if (options.hash !== undefined && !equalBytes(blockHash(header), options.hash)) {
      throw new PbevmError('BAD_PROOF', `the proof is of block ${toHex(blockHash(header))}`);
    }
    const proven = verifyStateProof(header.stateRoot, proof);
    console.log(options.json ? provenToJson(header, proven) : proofLines(header, proven).join('\n'));
  });
}
