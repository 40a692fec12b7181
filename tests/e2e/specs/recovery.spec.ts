/** A lab that cannot be opened gives a window that says why, and ways out that work (R3); a second instance does not (R4). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabClient } from '../../../src-main/contract';
import { seriousFindings } from '../fixtures/accessibility';
import { damage, databaseIn, keepDatabase, type Damage } from '../fixtures/damage';
import { expect, test } from '../fixtures/launch';
import { answerOpenDialog } from '../fixtures/system-dialogs';
import type { RunningLab } from '../fixtures/running-lab';
import { HomePage } from '../pages/home-page';
import { RecoveryPage } from '../pages/recovery-page';
import { RunsPage } from '../pages/runs-page';
import { SettingsPage } from '../pages/settings-page';
import { ShellPage } from '../pages/shell-page';

const titles: Readonly<Record<Damage, RegExp>> = {
  truncated: /is damaged/,
  overwritten: /is damaged/,
  empty: /is damaged/,
  text: /is damaged/,
  newer: /newer Simplecell/,
  foreign: /another program/,
};

/** Begins a run, which waits, and makes a backup with it inside. */
async function beginAndBackUp({ page }: RunningLab): Promise<void> {
  await expect(new HomePage(page).learnEdges).toBeEnabled();
  await page.evaluate(async () => {
    const { runs, storage } = (window as unknown as { lab: LabClient<File> }).lab;
    const presets = await runs.presets();
    if (!presets.ok) throw new Error(presets.error.message);
    await runs.create({ experiment: presets.value[0].experiment, start: 'paused' });
    await storage.backUpNow();
  });
}

test('R3 every way in which a database can be damaged gives a window that says so', async ({ lab }) => {
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.close();
  const bringBack = keepDatabase(lab.dataDir);
  for (const kind of Object.keys(titles) as Damage[]) {
    await test.step(kind, async () => {
      damage(lab.dataDir, kind);
      await lab.launch();
      const recovery = new RecoveryPage(lab.page);
      await expect(recovery.title).toHaveText(titles[kind]);
      await expect(recovery.button('Choose another folder …')).toBeEnabled();
      if (kind === 'truncated') expect(await seriousFindings(lab.page)).toEqual([]);
      await lab.close();
      bringBack();
    });
  }
});

test('R3 a folder that cannot be used gives a window, and the lab opens when it can', async ({ lab }) => {
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.close();
  // Another sort of thing in its place: neither root nor anybody else can write to it.
  const file = databaseIn(lab.dataDir);
  renameSync(file, `${file}.elsewhere`);
  mkdirSync(file);
  await lab.launch();
  const recovery = new RecoveryPage(lab.page);
  await expect(recovery.title).toHaveText(/cannot be written to/);
  rmSync(file, { recursive: true });
  renameSync(`${file}.elsewhere`, file);
  await recovery.button('Try again').click();
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
});

test('R3 the newest backup comes back with its runs, and the damaged file is kept', async ({ lab }) => {
  await beginAndBackUp(lab);
  await lab.close();
  damage(lab.dataDir, 'overwritten');
  await lab.launch();
  const recovery = new RecoveryPage(lab.page);
  await expect(recovery.backups.first()).toContainText('1');
  await recovery.putBackNewest().click();
  const shell = new ShellPage(lab.page);
  await shell.go('Runs');
  await expect(new RunsPage(lab.page).rows).toHaveCount(1);
  const [moved] = readdirSync(join(lab.dataDir, 'quarantine'));
  expect(existsSync(join(lab.dataDir, 'quarantine', moved, 'lab.sqlite'))).toBe(true);
});

test('R3 an empty lab takes the place of a damaged one, which is kept', async ({ lab }) => {
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.close();
  damage(lab.dataDir, 'text');
  await lab.launch();
  await new RecoveryPage(lab.page).button('Start with an empty lab').click();
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  const [moved] = readdirSync(join(lab.dataDir, 'quarantine'));
  expect(existsSync(join(lab.dataDir, 'quarantine', moved, 'lab.sqlite'))).toBe(true);
});

test('R3 another folder is chosen, and the application begins again on it', async ({ lab }) => {
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.close();
  damage(lab.dataDir, 'foreign');
  await lab.launch();
  const recovery = new RecoveryPage(lab.page);
  const choose = recovery.button('Choose another folder …');
  await answerOpenDialog(lab.app, null);
  await choose.click();
  await expect(choose).toBeEnabled();
  await expect(recovery.title).toHaveText(titles.foreign);
  const other = join(lab.dataDir, 'elsewhere');
  await answerOpenDialog(lab.app, other);
  // A process that it starts by itself would outlive the test: it is started here, as it asked for.
  const asked = lab.app.evaluate(
    ({ app }) =>
      new Promise<string[]>((resolve) => {
        const quit = app.quit.bind(app);
        let wanted: string[] = [];
        app.relaunch = ({ args = [] } = {}) => {
          wanted = args;
        };
        app.quit = () => {
          app.quit = quit;
          resolve(wanted);
        };
      }),
  );
  await choose.click();
  expect((await asked).filter((arg) => arg.startsWith('--data'))).toEqual([`--data=${other}`]);
  await lab.close();
  await lab.launchOn(other);
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  expect(existsSync(databaseIn(other))).toBe(true);
});

test('R1 a lab of a newer version can be looked at and not changed', async ({ lab }) => {
  await beginAndBackUp(lab);
  await lab.close();
  damage(lab.dataDir, 'newer');
  await lab.launch();
  await new RecoveryPage(lab.page).button('Look without changing anything').click();
  const shell = new ShellPage(lab.page);
  await expect(shell.readOnly).toContainText('newer version');
  await shell.go('Runs');
  await expect(new RunsPage(lab.page).rows).toHaveCount(1);
  await shell.go('Settings');
  await new SettingsPage(lab.page).theme('light').click();
  await expect(shell.messages).toContainText('for reading alone');
});

test('R4 a second instance ends by itself and brings the first to the front', async ({ lab }) => {
  await expect(new HomePage(lab.page).learnEdges).toBeEnabled();
  await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].minimize());
  const { executablePath, args } = lab.command();
  const second = spawn(executablePath, args, { stdio: 'ignore' });
  await once(second, 'exit');
  await expect
    .poll(() => lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0].isMinimized()))
    .toBe(false);
});
