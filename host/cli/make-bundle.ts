/**
 * Makes dist/bundle, the JavaScript that is published: the compiled modules in few files, since Node takes
 * half a millisecond for each that it loads. build.sh runs it. Readable, not minified; what is imported
 * lazily has a file of its own still.
 */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputOptions, type Plugin, rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** The compiled modules. */
const COMPILED = join(ROOT, 'dist');
const FOLDER = join(COMPILED, 'bundle');

/** Files of the bundle, and the modules below dist/ that they start with. */
type Entries = Readonly<Record<string, string>>;

/**
 * What package.json names, and threads of blocks and environments, which wait for the native curve as only a
 * module can. They share classes: an error of one is an error of the other.
 */
const PACKAGE: Entries = {
  'index.js': 'host/index.js',
  'runtime.js': 'runtime/index.js',
  'block.js': 'host/block/index.js',
  'environment.js': 'host/environments.js',
  'ethereumjs.js': 'host/evm/index.js',
  'main.js': 'host/cli/main.js',
  'block-worker.js': 'host/block/block-worker.js',
  'recover-worker.js': 'host/block/recover-worker.js',
  'environment-worker.js': 'host/environment-worker.js',
  // Loaded by the thread of calls when it first runs an environment.
  'environment-services.js': 'host/block/environment-services.js',
};
/** Each is one file, as threads share nothing; CommonJS, which starts 4 ms sooner than a module. */
const THREADS: Entries = {
  'engine-worker.cjs': 'host/engine-worker.js',
  'wasm-worker.cjs': 'host/cli/wasm-worker.js',
};

/** Packages whose code goes into the bundle, with their licences; the others are installed beside it. */
const INCLUDED: readonly string[] = ['@noble/hashes'];

/** Contents by file name. @throws Error for a module that asks where it is in a way not provided for. */
export async function makeBundle(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  // What a first call needs is one file: a module and all that it imports at once.
  const host = { name: 'host', test: (id: string) => id === compiled(PACKAGE['index.js']) };
  await bundle(PACKAGE, { format: 'esm', codeSplitting: { groups: [host] } }, files);
  for (const [file, module] of Object.entries(THREADS)) {
    await bundle({ [file]: module }, { format: 'cjs', strict: true, codeSplitting: false }, files);
  }
  for (const name of INCLUDED) {
    const licence = readFileSync(join(ROOT, 'node_modules', name, 'LICENSE'), 'utf8');
    files.set(`LICENSE-${name.replace(/\W+/g, '-').replace(/^-/, '')}.txt`, licence);
  }
  return files;
}

async function bundle(entries: Entries, options: OutputOptions, files: Map<string, string>): Promise<void> {
  const input = Object.fromEntries(Object.entries(entries).map(([file, module]) => [file, compiled(module)]));
  const build = await rolldown({
    // Paths in comments are below it.
    cwd: ROOT,
    input,
    platform: 'node',
    external: isInstalled,
    plugins: [KEEP_URLS],
  });
  const { output } = await build.generate({
    entryFileNames: '[name]',
    chunkFileNames: '[name].js',
    minifyInternalExports: false,
    comments: false,
    ...options,
  });
  for (const chunk of output) if (chunk.type === 'chunk') files.set(chunk.fileName, chunk.code);
  await build.close();
}

const compiled = (module: string): string => join(COMPILED, module);

function isInstalled(id: string): boolean {
  const isPackage = !id.startsWith('.') && !id.startsWith('/');
  return isPackage && !INCLUDED.some((name) => id.startsWith(`${name}/`));
}

const KEEP_URLS: Plugin = {
  name: 'keep-urls',
  transform: (code, id) => (id.startsWith(COMPILED) ? keepUrls(code, id) : undefined),
};

/**
 * The code of a module, in which `new URL('…', import.meta.url)` will mean the same file from the bundle as
 * from where the module is, or what the bundle has of it.
 * @throws Error for any other use of import.meta.url: in the bundle it would be another one.
 */
export function keepUrls(code: string, module: string): string {
  const pattern = /new URL\('([^']+)', import\.meta\.url\)/g;
  // Packages are found from the bundle too.
  const rest = code.replace(pattern, '').replaceAll('createRequire(import.meta.url)', '');
  if (rest.includes('import.meta.url'))
    throw new Error(`${module}: import.meta.url stands in new URL('…', import.meta.url) only`);
  return code.replace(pattern, (_, path: string) => {
    return `new URL('${fromBundle(resolve(dirname(module), path))}', import.meta.url)`;
  });
}

/** How files of the bundle, which are all in one folder, name a file. */
function fromBundle(path: string): string {
  const entries = Object.entries({ ...PACKAGE, ...THREADS });
  const entry = entries.find(([, module]) => compiled(module) === path);
  return entry === undefined ? relative(FOLDER, path) : `./${entry[0]}`;
}

/** Writes what is new, removes what is no part of it any more. */
function write(files: ReadonlyMap<string, string>): void {
  mkdirSync(FOLDER, { recursive: true });
  const there = new Set(readdirSync(FOLDER));
  for (const name of there) if (!files.has(name)) rmSync(join(FOLDER, name));
  for (const [name, text] of files) {
    const path = join(FOLDER, name);
    if (!there.has(name) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) write(await makeBundle());
