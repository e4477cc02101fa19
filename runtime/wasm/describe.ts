/** What is in a binary, for people: its sections, whether or not our profiles accept it. */

import { PbevmError } from '../errors.js';
import { decodeModule, readPreamble } from './binary.js';
import { type FunctionType, typeName, type WasmModule } from './module.js';
import { PROFILES, type Profile } from './profile.js';
import { ByteReader } from './reader.js';
import { SECTIONS } from './sections.js';

export interface SectionDescription {
  /** As in the specification (2.5), or `custom section "name"`. */
  readonly name: string;
  /** Bytes of its content. */
  readonly bytes: number;
}

export interface ModuleDescription {
  readonly sections: readonly SectionDescription[];
  /** `module.name: kind type` of every import. */
  readonly imports: readonly string[];
  /** `name: kind type` of every export. */
  readonly exports: readonly string[];
  /** Why the rest could not be read; imports and exports are then missing. */
  readonly malformed?: string;
}

/** The contract profile without its limits: for what is too large for it. */
const WITHOUT_LIMITS: Profile = {
  ...PROFILES.contract,
  name: 'without limits',
  limits: new Proxy(PROFILES.contract.limits, { get: () => 2 ** 32 }),
};

/** Describes a binary as far as it can be read; throws nothing. */
export function describeModule(bytes: Uint8Array): ModuleDescription {
  const sections: SectionDescription[] = [];
  try {
    readSections(bytes, sections);
    const module = decodeModule(bytes, WITHOUT_LIMITS);
    return {
      sections,
      imports: module.imports.map(
        (item) => `${printable(item.module)}.${printable(item.name)}: ${describeItem(module, item)}`,
      ),
      exports: module.exports.map((item) => `${printable(item.name)}: ${describeItem(module, item)}`),
    };
  } catch (thrown) {
    if (!(thrown instanceof PbevmError)) throw thrown;
    return { sections, imports: [], exports: [], malformed: thrown.message };
  }
}

/** A guest's name without what a terminal would obey: control and formatting characters are escaped. */
function printable(name: string): string {
  return name.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Appends the sections of a binary to a list, until one does not fit. */
function readSections(bytes: Uint8Array, sections: SectionDescription[]): void {
  const reader = new ByteReader(bytes, 0, bytes.length, 'module');
  readPreamble(reader);
  while (!reader.atEnd) {
    const id = reader.u8();
    const content = reader.section(reader.u32(), `section ${id}`);
    const length = content.end - content.position;
    const known = SECTIONS.find((section) => section.id === id);
    const name =
      id === 0 ? `custom section "${printable(content.name(length))}"` : (known?.name ?? `section ${id}`);
    sections.push({ name, bytes: length });
  }
}

/** `(i32, i64) -> f64`; several results in parentheses, none as `()`. */
export function describeFunctionType({ params, results }: FunctionType): string {
  const names = (types: readonly number[]) => types.map(typeName).join(', ');
  return `(${names(params)}) -> ${results.length === 1 ? names(results) : `(${names(results)})`}`;
}

function describeItem(module: WasmModule, item: WasmModule['exports'][number]): string {
  const { kind, index } = item;
  const sizes = ({ min, max }: { readonly min: number; readonly max?: number }) =>
    max === undefined ? `${min} or more` : `${min} to ${max}`;
  const missing = `${kind} ${index}, which does not exist`;
  if (kind === 'function') {
    const type = module.types[module.functions[index]];
    return type === undefined ? missing : `function ${describeFunctionType(type)}`;
  }
  if (kind === 'memory') {
    const memory = module.memories[index];
    return memory === undefined ? missing : `memory of ${sizes(memory)} pages`;
  }
  if (kind === 'table') {
    const table = module.tables[index];
    return table === undefined ? missing : `table of ${sizes(table)} ${typeName(table.element)}`;
  }
  const global = module.globals[index];
  return global === undefined
    ? missing
    : `${global.mutable ? 'mutable ' : ''}global ${typeName(global.type)}`;
}
