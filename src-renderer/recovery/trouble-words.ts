/** What each trouble means for whoever sees it, and what will help. */
import type { TroubleKind } from '../../src-main/contract/recovery';

export interface TroubleWords {
  readonly title: string;
  readonly text: string;
}

export const troubleWords: Readonly<Record<TroubleKind, TroubleWords>> = {
  damaged: {
    title: 'The database of this lab is damaged',
    text:
      'Its file is not whole any more, as after a failing disk or a copy that was cut off. Put a backup in its place, or begin ' +
      'with an empty lab. The damaged files are moved to the folder “quarantine” beside it; nothing is deleted.',
  },
  foreign: {
    title: 'The database belongs to another program',
    text:
      'There is a file of the right name in the data folder that Simplecell did not write. Choose another folder, or begin ' +
      'with an empty lab: the file is moved to the folder “quarantine” beside it, not deleted.',
  },
  newer: {
    title: 'This lab was used with a newer Simplecell',
    text:
      'The newer version changed the form of the database, and this one must not write to it. You can look at everything, ' +
      'install the newer version, or go back to a backup that this version can open; the newer file is then moved to “quarantine”.',
  },
  unwritable: {
    title: 'The data folder cannot be written to',
    text:
      'Runs and pictures could not be kept. Make the folder and the files in it writable, or connect its disk again, and try ' +
      'again; or choose another folder.',
  },
  full: {
    title: 'The disk is full',
    text: 'There is no space left to open the lab. Nothing is lost: free some space on that disk and try again, or choose another folder.',
  },
  inUse: {
    title: 'Another Simplecell is using this lab',
    text:
      'A window or a command works in the same data folder, and only one may write. Close the other one and try again. ' +
      'Meanwhile you can look at what is there.',
  },
  unexpected: {
    title: 'The lab cannot be opened',
    text:
      'Something went wrong that Simplecell did not expect; nothing was changed. Try again, go back to a backup, or choose ' +
      'another data folder. The log in the data folder has the details.',
  },
};
