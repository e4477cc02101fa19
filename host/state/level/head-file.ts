/**
 * The file HEAD beside the database: one line of JSON, replaced as a whole and synced after each batch.
 * LevelDB opens silently at an older batch when its log is damaged; this file is what tells (SEMANTICS 26).
 */

import { hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Head } from './store-head.js';

export const HEAD_FILE = 'HEAD';
/** Left behind by a crash, and then overwritten. */
export const HEAD_TEMPORARY_FILE = 'HEAD.new';

/** Changes with the layout of HEAD or of the database. */
const FORMAT = 'pbevm-store-2';
const OLDER_FORMAT = /^\{"format":"pbevm-store-1",/;

const CHECKSUM_BYTES = 8;
const FIELDS =
  /^\{"format":"[^"]*","height":(-1|[0-9]{1,15}),"root":"0x([0-9a-f]{64})","digest":"0x([0-9a-f]{64})",/;

/**
 * The file's head; `damaged` if it is not what `writeHeadFile` wrote, `older` if an earlier version wrote it.
 */
export async function readHeadFile(folder: string): Promise<Head | 'missing' | 'damaged' | 'older'> {
  let text: string;
  try {
    text = await readFile(join(folder, HEAD_FILE), 'latin1');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'missing';
    throw error;
  }
  if (OLDER_FORMAT.test(text)) return 'older';
  // Only the exact text that would be written counts; nothing in it is trusted before that is known.
  const fields = FIELDS.exec(text);
  if (fields === null) return 'damaged';
  const head = { height: Number(fields[1]), root: fromHex(fields[2]), digest: fromHex(fields[3]) };
  return headText(head) === text ? head : 'damaged';
}

/** Replaces the file: write, fsync, rename, fsync of the folder. */
export function writeHeadFile(folder: string, head: Head): void {
  stageHeadFile(folder, head);
  replaceHeadFile(folder);
}

/**
 * The first half of it: what is to become the file is on disk beside it. Synchronously: a block is nobody's
 * before, and eight trips to the thread pool cost more than the calls.
 */
export function stageHeadFile(folder: string, head: Head): void {
  const file = openSync(join(folder, HEAD_TEMPORARY_FILE), 'w');
  try {
    writeSync(file, headText(head), null, 'latin1');
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The second half. */
export function replaceHeadFile(folder: string): void {
  renameSync(join(folder, HEAD_TEMPORARY_FILE), join(folder, HEAD_FILE));
  syncFolder(folder);
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** The file's text: all of it is covered by the checksum. */
export function headText({ height, root, digest }: Head): string {
  const hashes = `"root":"${toHex(root)}","digest":"${toHex(digest)}"`;
  const fields = `{"format":"${FORMAT}","height":${height},${hashes}`;
  const checksum = hash('sha256', fields, 'buffer').subarray(0, CHECKSUM_BYTES);
  return `${fields},"checksum":"${toHex(checksum)}"}\n`;
}
