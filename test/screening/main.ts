/**
 * Command: what screening says about programs that mean no harm, as a Markdown table.
 *
 *     npm run check:corpus
 */

import { createHost } from '../../host/index.js';
import {
  type CorpusCounts,
  type CorpusFile,
  countFindings,
  libraryModules,
  ordinaryPrograms,
} from './corpus.js';

const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`;

function print(title: string, { files, refused, refusedBesidesImports, rules }: CorpusCounts): void {
  console.log(`\n${title}: ${files} files, ${refused} refused (${percent(refused, files)}),`);
  console.log(
    `${refusedBesidesImports} for other reasons than imports (${percent(refusedBesidesImports, files)})\n`,
  );
  if (rules.size === 0) return;
  console.log('| code | rule | files | findings |\n|---|---|---|---|');
  for (const [code, { rule, files: count, findings }] of rules) {
    console.log(`| ${code} | ${rule} | ${count} | ${findings} |`);
  }
}

const host = await createHost();
const corpora: readonly (readonly [string, CorpusFile[] | undefined])[] = [
  ['ordinary programs', ordinaryPrograms()],
  ["CPython's library", libraryModules()],
];
try {
  for (const [title, files] of corpora) {
    if (files === undefined) console.log(`\n${title}: absent; \`sh build.sh\` fetches it into build/sources`);
    else print(title, await countFindings(host, files));
  }
} finally {
  await host.close();
}
