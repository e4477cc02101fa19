/** How a build ends when it does not end well: two kinds, told apart by the exit code of the command. */

/** The build itself failed: a source that differs, a patch, a compile error, a pin. Exit 1. */
export class BuildFailure extends Error {
  override readonly name = 'BuildFailure';
  readonly exitCode = 1;
}

/** This machine lacks something the build needs: packages, sources, a program. Exit 3. */
export class EnvironmentProblem extends Error {
  override readonly name = 'EnvironmentProblem';
  readonly exitCode = 3;
}

/** First line of what was thrown, for a message that goes on in its own words. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n', 1)[0];
}
