/** What a plain Electron does when it is started with a folder: run the application in that folder. */
import { app, dialog } from 'electron';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The first argument that is no flag; `-r FILE`, which some test runners add, is skipped with its value. */
function applicationArgument() {
  const args = process.argv.slice(1);
  for (let i = 0; i < args.length; i += 1) {
    if (args[i] === '-r' || args[i] === '--require') i += 1;
    else if (!args[i].startsWith('-')) return args[i];
  }
  return undefined;
}

const argument = applicationArgument();
if (argument === undefined) {
  dialog.showErrorBox('Electron', 'Give the folder of an application: electron FOLDER');
  app.exit(1);
} else {
  const given = resolve(argument);
  const folder = statSync(given).isDirectory() ? given : dirname(given);
  let entry = given;
  if (folder === given) {
    const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    app.setName(description.productName ?? description.name);
    app.setVersion(description.version ?? '0.0.0');
    app.setAppPath(folder);
    entry = join(folder, description.main ?? 'index.js');
  }
  await import(pathToFileURL(entry).href);
}
