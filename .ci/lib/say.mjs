/** Human messages of the set-up. Always on stderr: stdout belongs to the program that is started. */

export function say(message) {
  process.stderr.write(`simplecell: ${message}\n`);
}

/** An error whose message is meant for the person at the keyboard; it is shown without a stack. */
export class SetupError extends Error {}

/** Runs a whole script: shows errors the short way and turns a returned number into the exit code. */
export async function runScript(main) {
  try {
    const code = await main();
    process.exitCode = typeof code === 'number' ? code : 0;
  } catch (error) {
    process.stderr.write(`simplecell: ${error instanceof SetupError ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
