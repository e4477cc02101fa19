/**
 * Checks the files of a LevelDB before LevelDB opens them (README, "Damage"): that each file is there, and
 * that each byte of it is what was written. What it cannot see is that the newest log is cut at its end; the
 * head does.
 */

import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLog } from './log-records.js';
import { readManifest } from './manifest.js';
import { isTableIntact } from './table-checksums.js';

/** Bytes of the buffer that tables are read into, unless one is larger; LevelDB makes them of 2 MiB. */
const TABLE_BYTES = 4 * 1024 * 1024;

/** What is wrong with the files in a folder, in words; undefined if nothing is. The folder is not in use. */
export async function damageOf(folder: string): Promise<string | undefined> {
  const names = new Set(await readdir(folder));
  const current = await readOptional(join(folder, 'CURRENT'));
  if (current === undefined) return 'the file CURRENT is missing';
  const [, manifestName] = /^(MANIFEST-\d{6,})\n$/.exec(current.toString('latin1')) ?? [];
  if (manifestName === undefined) return 'the file CURRENT is damaged';
  const manifestFile = await readOptional(join(folder, manifestName));
  if (manifestFile === undefined) return `the file ${manifestName} is missing`;
  const edits = readLog(manifestFile);
  const manifest = edits.end === 'damaged' ? undefined : readManifest(edits.records);
  if (manifest === undefined) return `the file ${manifestName} is damaged at byte ${edits.offset}`;
  return (await damageOfLogs(folder, names, manifest.logNumber)) ?? damageOfTables(folder, manifest.tables);
}

/** Only the last log with anything in it may end in the middle of a batch: there a crash came. */
async function damageOfLogs(
  folder: string,
  names: ReadonlySet<string>,
  firstNumber: number,
): Promise<string | undefined> {
  if (firstNumber > 0 && !names.has(fileName(firstNumber, 'log')))
    return `the log ${fileName(firstNumber, 'log')} is missing`;
  const logs = [...names]
    .filter((name) => /^\d+\.log$/.test(name) && Number.parseInt(name, 10) >= firstNumber)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  let torn: string | undefined;
  for (const name of logs) {
    const { records, end, offset } = readLog(await readFile(join(folder, name)));
    if (end === 'damaged') return `the log ${name} at byte ${offset}`;
    if (torn !== undefined && records.length > 0) return torn;
    if (end === 'torn') torn ??= `the log ${name} at byte ${offset}`;
  }
  return undefined;
}

async function damageOfTables(
  folder: string,
  tables: ReadonlyMap<number, number>,
): Promise<string | undefined> {
  let buffer = new Uint8Array(TABLE_BYTES);
  for (const [number, size] of tables) {
    if (size > buffer.length) buffer = new Uint8Array(size);
    const name = fileName(number, 'ldb');
    const bytesRead = await readInto(join(folder, name), buffer.subarray(0, size));
    if (bytesRead === undefined) return `the table ${name} is missing`;
    if (bytesRead !== size || !isTableIntact(buffer.subarray(0, size)))
      return `checksums of the table ${name}`;
  }
  return undefined;
}

function fileName(number: number, extension: string): string {
  return `${String(number).padStart(6, '0')}.${extension}`;
}

/** Fills the buffer from the start of a file; returns how much there was, undefined without a file. */
async function readInto(path: string, buffer: Uint8Array): Promise<number | undefined> {
  const file = await open(path, 'r').catch(ignoreMissing);
  if (file === undefined) return undefined;
  try {
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  } finally {
    await file.close();
  }
}

function readOptional(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(ignoreMissing);
}

function ignoreMissing(error: unknown): undefined {
  if ((error as { code?: string }).code !== 'ENOENT') throw error;
}
