/** What runs the lab: the version, the machine and the programs under it, for whoever asks later where numbers were found. */
import { availableParallelism, cpus } from 'node:os';
import type { Environment } from '../bundles/bundle-format';
import { appVersion } from './resources';

export function currentEnvironment(): Environment {
  const { platform, arch, versions } = process;
  return {
    simplecell: appVersion(),
    platform,
    arch,
    cpu: cpus()[0]?.model.trim() ?? '',
    cores: availableParallelism(),
    node: versions.node,
    electron: 'electron' in versions ? versions.electron : null,
  };
}
