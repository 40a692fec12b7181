/** Starting other programs: captured, inherited, and npm whatever way it was installed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';
import { SetupError } from './say.mjs';

/**
 * Runs a program to its end with its output captured.
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}; code -1 when it could not start or ran out of time
 */
export function capture(command, args, { env = process.env, cwd = root, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => resolve({ code: -1, stdout, stderr: `${stderr}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** Like capture, but a failure becomes an error that names the task and shows the end of the output. */
export async function mustRun(task, command, args, options) {
  const result = await capture(command, args, options);
  if (result.code !== 0) {
    const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new SetupError(`${task} failed (exit ${result.code}).\n  ${command} ${args.join(' ')}\n${output}`);
  }
  return result.stdout;
}

/**
 * Runs a program with our own terminal; signals go through to it. Resolves to its exit code.
 * A terminal sends its Ctrl+C to the program itself as well: passing that on too would make it two.
 */
export function passThrough(command, args, { env = process.env, cwd = root, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    const forward = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.on('error', (error) => reject(new SetupError(`Could not start ${command}: ${error.message}`)));
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** The npm that runs us, or the one that came with this Node, as command and leading arguments. */
export function npmCommand() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find(
    (file) => file?.endsWith('npm-cli.js') && existsSync(file),
  );
  if (script) return [process.execPath, script];
  return process.platform === 'win32' ? ['cmd.exe', '/d', '/c', 'npm'] : ['npm'];
}

/** Runs npm; scripts of packages never run (`--ignore-scripts`). */
export function npm(task, args, options) {
  const [command, ...leading] = npmCommand();
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return mustRun(task, command, [...leading, ...args, ...quiet], options);
}
