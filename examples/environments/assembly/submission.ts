/** Contracts come into being by transactions to addresses without code. */

import { decode, encode } from "./cbor";
import { hashSha256, isValidCode } from "./eei";
import { isKey, isReserved } from "./shapes";
import { bytesOf, int, Kind, list, slice, Value } from "./value";

/** Data of a transaction that submits a contract, ['submit', code, storage, salt], or null. */
export function submissionOf(data: Value): Value | null {
  const submission = decode(data);
  if (submission == null || submission.kind != Kind.LIST || submission.length == 0) return null;
  return submission.at(0).isText("submit") ? submission : null;
}

/** [status, output]. The address binds code, storage and a salt: nobody can be forestalled. */
export function submit(account: Value, address: Value, submission: Value): Value {
  if (submission.length != 4) return outcome(1, bytesOf("BAD_SUBMISSION"));
  const code = submission.at(1);
  const storage = submission.at(2);
  const salt = submission.at(3);
  if (code.kind != Kind.BYTES || code.length == 0 || !isStorage(storage) || !salt.isBytes(32)) {
    return outcome(1, bytesOf("BAD_SUBMISSION"));
  }
  const bound = hashSha256(encode(list().push(code).push(storage).push(salt)));
  if (!slice(bound, 12).equals(address)) return outcome(1, bytesOf("BAD_ADDRESS"));
  if (!isValidCode(code)) return outcome(1, bytesOf("INVALID_CODE"));
  account.setField("code", code).setField("storage", storage);
  return outcome(0, address);
}

function isStorage(storage: Value): bool {
  if (storage.kind != Kind.DICT) return false;
  for (let i = 0; i < storage.length; i += 2) {
    if (!isKey(storage.at(i)) || isReserved(storage.at(i))) return false;
  }
  // What is around it in a context, or in a block, must not make it one that cannot be written.
  // The Python twin asks eei.encode, whose arguments are one list more.
  let nested = storage;
  for (let i = 0; i < 9; i++) nested = list().push(nested);
  return decode(encode(nested)) != null;
}

function outcome(status: u8, output: Value): Value {
  return list().push(int(status)).push(output);
}
