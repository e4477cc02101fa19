/** Python scripts on Pyodide: CPython in wasm without metering, for people who ask what to expect. */

import { loadPyodide } from 'pyodide';

const PREPARE = `
def prepare(source):
    code = compile(source, "script", "exec")
    return lambda: exec(code, {"__name__": "__main__"})
prepare
`;

/** Compiles a script and returns the body to be timed: the run of its code from the start of the file. */
export async function scriptOnPyodide(source: string): Promise<() => void> {
  const pyodide = await loadPyodide();
  const prepare = pyodide.runPython(PREPARE) as (source: string) => () => void;
  return prepare(source);
}
