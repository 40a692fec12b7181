/** `npm run torture`: kills by the hundred; says what survived, and the seed that repeats it. */
import { parseArgs } from 'node:util';
import { torture } from './torture';

const { values } = parseArgs({
  options: {
    cli: { type: 'string' },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e9)) },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (values.cli === undefined || !Number.isSafeInteger(kills) || kills < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write('Give whole numbers: npm run torture -- --kills 200 --seed 1\n');
  process.exit(1);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const startedMs = Date.now();
const result = await torture({ cli: values.cli, kills, seed, say });
const { trainingKills, importKills, acknowledged, found, runs, equalRuns, imports, equalImports, wrong } =
  result;
say('');
say(
  `kills survived           ${trainingKills + importKills} (${trainingKills} of trainings, ${importKills} of imports)`,
);
say(`epochs acknowledged      ${acknowledged}, found ${found}`);
say(`resumed curves equal     ${equalRuns} of ${runs}, with their weights`);
say(`imports begun anew equal ${equalImports} of ${imports}`);
say(`findings                 ${wrong.length}`);
say(
  `time                     ${((Date.now() - startedMs) / 1000).toFixed(0)} s; to repeat: --kills ${kills} --seed ${seed}`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
