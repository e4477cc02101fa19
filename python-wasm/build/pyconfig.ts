/**
 * pyconfig.h without configure: the source's own pyconfig.h.in filled in with our answers (pyconfig.answers).
 *
 * Does what autoconf's config.status does: `#undef NAME` becomes `#define NAME value`, or a comment where
 * there is no answer. Cross-compiling configure would take a minute and a native Python, and find the same
 * values.
 */

import { BuildFailure } from './errors.js';

/** The answers: NAME to value. @throws BuildFailure on a malformed or repeated line. */
export function parseAnswers(text: string): Map<string, string> {
  const answers = new Map<string, string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const match = /^(\w+) (.+)$/.exec(line);
    if (!match || answers.has(match[1])) {
      throw new BuildFailure(
        `pyconfig.answers:${index + 1}: ${match ? 'answered twice' : 'not NAME value'}: ${line}`,
      );
    }
    answers.set(match[1], match[2]);
  }
  return answers;
}

/** The text of pyconfig.h. @throws BuildFailure on an answer whose name the template does not have. */
export function fillTemplate(template: string, answers: ReadonlyMap<string, string>): string {
  const asked = new Set<string>();
  const text = template.replace(
    /^([ \t]*#[ \t]*)undef[ \t]+(\w+)[ \t]*$/gm,
    (line, hash: string, name: string) => {
      asked.add(name);
      const value = answers.get(name);
      return value === undefined ? `/* ${line.trim()} */` : `${hash}define ${name} ${value}`;
    },
  );
  const unknown = [...answers.keys()].filter((name) => !asked.has(name));
  if (unknown.length > 0) {
    throw new BuildFailure(`pyconfig.answers: not in pyconfig.h.in: ${unknown.join(', ')}`);
  }
  return text;
}
