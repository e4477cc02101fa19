/**
 * `npm run example:evm`: a shop in Solidity whose stock a Python contract keeps, block by block. Shop.sol
 * asks stock.py for its price at once, and orders from it in the next block; both halves of a block are kept
 * or neither.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { createFeeMarket1559Tx } from '@ethereumjs/tx';
import { Account, type Address, createAddressFromPrivateKey, createContractAddress } from '@ethereumjs/util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import {
  create2Address,
  openProcessor,
  parseGenesis,
  receiptStatus,
  viewReceipt,
} from '../../host/block/index.js';
import { ParallelVm, shiftAddress } from '../../host/evm/index.js';
import { decodeValue, encodeValue, reprValue } from '../../host/index.js';
import { formatAddress } from '../../runtime/index.js';

const SOURCES = new URL('../../../examples/beside-evm/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, SOURCES), 'utf8');

// ---- Solidity

function compileShop(): Uint8Array {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const input = {
    language: 'Solidity',
    sources: { 'Pbevm.sol': { content: read('Pbevm.sol') }, 'Shop.sol': { content: read('Shop.sol') } },
    settings: { optimizer: { enabled: true }, outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
  };
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input)));
  return hexToBytes(contracts['Shop.sol'].Shop.evm.bytecode.object);
}

const word = (value: bigint): Uint8Array => hexToBytes(value.toString(16).padStart(64, '0'));
const calldata = (signature: string, ...words: bigint[]): Uint8Array =>
  concatBytes(keccak_256(new TextEncoder().encode(signature)).slice(0, 4), ...words.map(word));

// ---- the EVM: a buyer with ether

const common = new Common({ chain: Mainnet, hardfork: Hardfork.Prague });
const stateManager = new MerkleStateManager({ common });
const buyerKey = new Uint8Array(32).fill(7);
const buyer = createAddressFromPrivateKey(buyerKey);
const shop = createContractAddress(buyer, 0n);
await stateManager.checkpoint();
await stateManager.putAccount(buyer, new Account(0n, 10n ** 18n));
await stateManager.commit();

let nonce = 0n;
function sign(data: Uint8Array, to?: Address, value = 0n) {
  const fields = { chainId: 1n, nonce: nonce++, maxFeePerGas: 100n, gasLimit: 3_000_000n, data, value };
  return createFeeMarket1559Tx(to === undefined ? fields : { ...fields, to }, { common }).sign(buyerKey);
}

// ---- PBEVM: the stock is there from the genesis on, and obeys the alias of the shop

const genesis = parseGenesis(
  JSON.stringify({
    chainId: 1,
    shardId: 0,
    timestamp: 1_800_000_000,
    protocol: 'dev',
    devnet: true,
    fuelLimit: 2_000_000_000,
    contracts: [
      {
        creator: buyer.toString(),
        vm: 'python',
        source: read('stock.py'),
        args: [formatAddress(shiftAddress(shop.bytes)), 1_000, 10],
      },
    ],
  }),
);
const processor = await openProcessor({ genesis });
const stock = create2Address(buyer.bytes, new Uint8Array(32), new TextEncoder().encode(read('stock.py')));
const parallel = await ParallelVm.create({ common, stateManager, processor });

// ---- blocks of both

let height = 0n;
async function block(title: string, ...transactions: ReturnType<typeof sign>[]): Promise<void> {
  height++;
  const timestamp = 1_800_000_000n + 12n * height;
  const header = {
    number: height,
    timestamp,
    gasLimit: 30_000_000n,
    baseFeePerGas: 7n,
    parentBeaconBlockRoot: new Uint8Array(32),
    excessBlobGas: 0n,
    blobGasUsed: 0n,
  };
  const evmBlock = createBlock({ header, transactions }, { common, skipConsensusFormatValidation: true });
  const { evm, pbevm } = await parallel.build(
    { block: evmBlock, generate: true, skipBlockValidation: true, clearCache: false },
    { timestamp, prevRandao: new Uint8Array(32), proposer: new Uint8Array(20), transactions: [] },
  );
  console.log(`block ${height}  ${title}`);
  for (const { execResult, totalGasSpent } of evm.results) {
    const end = execResult.exceptionError === undefined ? 'ok' : execResult.exceptionError.error;
    console.log(`  EVM     ${end}, ${totalGasSpent.toLocaleString('en-US')} gas`);
  }
  for (const receipt of processor.archive.getReceipts(pbevm.header.height) ?? []) {
    const { reason, fuelUsed } = viewReceipt(receipt);
    const why = reason === undefined ? '' : `: ${reason}`;
    console.log(`  PBEVM   ${receiptStatus(receipt)}${why}, ${fuelUsed.toLocaleString('en-US')} fuel`);
  }
}

async function ask(...args: string[]): Promise<string> {
  const { end } = await processor.call({ to: stock, data: encodeValue(args) });
  return end.kind === 'success' ? reprValue(decodeValue(end.output)) : end.kind;
}

await block(
  'deploys the shop',
  sign(concatBytes(compileShop(), word(BigInt(formatAddress(stock)))), undefined),
);
await block('somebody buys 3', sign(calldata('buy(uint64)', 3n), shop, 3_000n));
console.log(`  stock.py: ${await ask('left')} left; the order waits in the storage of the EVM\n`);
await block('the order runs');
console.log(`  stock.py: ${await ask('left')} left\n`);
await block(
  'pays too little, which the EVM reverts; orders more than there is',
  ...[sign(calldata('buy(uint64)', 1n), shop, 1n), sign(calldata('buy(uint64)', 8n), shop, 8_000n)],
);
await block('the order of 8 fails, and changes nothing');
console.log(
  `  stock.py: ${await ask('left')} left, ${await ask('ordered', buyer.toString())} ordered by the buyer`,
);

await processor.close();
