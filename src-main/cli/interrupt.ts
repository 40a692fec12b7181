/** Ctrl-C and a polite kill: the command puts down what it has before it ends. */

/** Calls back at the first signal; the returned function ends the listening. A second signal ends at once. */
export function onInterrupt(callback: () => void): () => void {
  let isAsked = false;
  const listen = (): void => {
    if (isAsked) process.exit(130);
    isAsked = true;
    callback();
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return () => {
    process.off('SIGINT', listen);
    process.off('SIGTERM', listen);
  };
}
