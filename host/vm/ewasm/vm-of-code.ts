/** Which VM runs a code that does not say so: by what it is, and by what it imports (DESIGN 8). */

import { PbevmError } from '../../../runtime/errors.js';
import { hasWasmMagic, readOutline } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM, PYTHON_VM, type VmId } from '../vm.js';

/**
 * Python, unless it begins like a wasm binary; then the EEI if it imports from `ethereum`, else `shard`. What
 * cannot be read is for the VM to refuse, as is a binary that imports from both.
 */
export function vmOfCode(code: Uint8Array): VmId {
  if (!hasWasmMagic(code)) return PYTHON_VM;
  return importsEei(code) ? EWASM_EEI_VM : EWASM_SHARD_VM;
}

function importsEei(code: Uint8Array): boolean {
  try {
    return readOutline(code, PROFILES.contract).imports.some(({ module }) => module === 'ethereum');
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_MODULE') return false;
    throw thrown;
  }
}
