/**
 * Memory that is handed out from the front, and taken back from a mark on. asc's own runtimes prepare theirs
 * at the start of a module, and a script has no start: each of its functions is entered in a fresh instance.
 */

const ALIGNMENT: usize = 8;

let top: usize = 0;

/** @traps if memory cannot grow. */
export function alloc(size: usize): usize {
  if (top == 0) top = (__heap_base + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  const start = top;
  const end = start + ((size + ALIGNMENT - 1) & ~(ALIGNMENT - 1));
  const held = <usize>memory.size() << 16;
  if (end > held && memory.grow(<i32>((end - held + 0xffff) >> 16)) < 0) unreachable();
  top = end;
  return start;
}

/** Where the next `alloc` is, for `release`. */
export function mark(): usize {
  return alloc(0);
}

/** Takes back all that was handed out since a mark. It is not zeroed. */
export function release(start: usize): void {
  top = start;
}
