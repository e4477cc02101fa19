/**
 * binaryen's translate-to-fuzz (`wasm-opt -ttf`): random bytes become a valid module.
 *
 * The npm package ships wasm-opt as a script for Node that holds a wasm binary. Starting it anew takes 0.3 s
 * a module, most of which is decoding and compiling; so its text is made a function once, with the hooks
 * that Emscripten offers, and every module gets a fresh instance of the compiled binary: 0.02 s, the same
 * output.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { adaptedSample } from './adapt.js';
import type { Sample } from './execution.js';
import { Random } from './random.js';

/** What our profile accepts. */
const FEATURES = [
  '--mvp-features',
  '--enable-sign-ext',
  '--enable-mutable-globals',
  '--enable-multivalue',
  '--enable-nontrapping-float-to-int',
  '--enable-bulk-memory',
  '--enable-reference-types',
];

/** The part of Emscripten's `Module` that is used. */
interface Hooks {
  readonly arguments: readonly string[];
  readonly postRun: () => void;
  readonly onAbort: (reason: unknown) => void;
  readonly print: () => void;
  readonly printErr: () => void;
  instantiateWasm?: (
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ) => void;
}

type Program = (
  Module: Hooks,
  require: NodeJS.Require,
  process: object,
  WebAssembly: object,
  __dirname: string,
  __filename: string,
) => void;

export class TranslateToFuzz {
  readonly #program: Program;
  readonly #path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'pbevm-ttf-'));
  #binary: WebAssembly.Module | undefined;

  constructor() {
    const require = createRequire(import.meta.url);
    this.#path = join(dirname(require.resolve('binaryen')), 'bin', 'wasm-opt');
    const text = readFileSync(this.#path, 'utf8').replace(/^#!.*/, '');
    const parameters = ['Module', 'require', 'process', 'WebAssembly', '__dirname', '__filename'];
    this.#program = new Function(...parameters, text) as Program;
  }

  /** The module that binaryen makes of these bytes. */
  async translate(input: Uint8Array): Promise<Uint8Array> {
    const [inputPath, outputPath] = ['input', 'output.wasm'].map((name) => join(this.#folder, name));
    writeFileSync(inputPath, input);
    rmSync(outputPath, { force: true });
    await this.#run(['-ttf', '--quiet', inputPath, ...FEATURES, '-o', outputPath]);
    return readFileSync(outputPath);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #run(args: readonly string[]): Promise<void> {
    const require = createRequire(this.#path);
    // It sets the exit code of the process it believes to be.
    const process = Object.create(globalThis.process, {
      argv: { value: ['node', this.#path, ...args] },
      exitCode: { value: 0, writable: true },
    });
    const keep = (binary: WebAssembly.Module) => {
      this.#binary = binary;
    };
    const engine = Object.create(WebAssembly, {
      instantiate: {
        value: async (bytes: Uint8Array, imports: WebAssembly.Imports) => {
          const module = new WebAssembly.Module(bytes);
          keep(module);
          return { module, instance: new WebAssembly.Instance(module, imports) };
        },
      },
    });
    const binary = this.#binary;
    await new Promise<void>((resolve, reject) => {
      const hooks: Hooks = {
        arguments: args,
        postRun: resolve,
        onAbort: (reason) => reject(new Error(`wasm-opt: ${reason}`)),
        print: () => {},
        printErr: () => {},
      };
      if (binary !== undefined) {
        hooks.instantiateWasm = (imports, done) => done(new WebAssembly.Instance(binary, imports), binary);
      }
      this.#program(hooks, require, process, engine, dirname(this.#path), this.#path);
    });
  }
}

const INPUT_BYTES_MAX = 4_000;

/** The sample of a seed. @throws PbevmError BAD_MODULE if the profile refuses it. */
export async function translatedSample(translator: TranslateToFuzz, seed: number): Promise<Sample> {
  const random = new Random(seed);
  const bytes = await translator.translate(random.bytes(200 + random.below(INPUT_BYTES_MAX)));
  return adaptedSample(`ttf ${seed}`, bytes, random, PROFILES.contract);
}
