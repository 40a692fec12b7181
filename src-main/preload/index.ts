/** The whole bridge: exposes `window.lab`, derived from the contract, and nothing else. */
import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { contract } from '../contract';
import { channelName, type ContractShape } from '../contract/define';

function expose(channel: string, kind: 'call' | 'drop' | 'stream'): unknown {
  if (kind === 'call') return (input: unknown) => ipcRenderer.invoke(channel, input);
  if (kind === 'drop') {
    return (files: readonly File[]) =>
      ipcRenderer.invoke(
        channel,
        files.map((file) => webUtils.getPathForFile(file)),
      );
  }
  return (listener: (payload: unknown) => void) => {
    const forward = (_event: IpcRendererEvent, payload: unknown): void => {
      listener(payload);
    };
    ipcRenderer.on(channel, forward);
    return () => {
      ipcRenderer.off(channel, forward);
    };
  };
}

const lab = Object.fromEntries(
  Object.entries<ContractShape[string]>(contract).map(([domain, entries]) => [
    domain,
    Object.fromEntries(
      Object.entries(entries).map(([verb, entry]) => [verb, expose(channelName(domain, verb), entry.kind)]),
    ),
  ]),
);

contextBridge.exposeInMainWorld('lab', lab);
