/** Which epoch the final weights of a run are from: with early stopping the best one. Runs from before do not tell. */
export const weightsEpoch = 'ALTER TABLE runs ADD COLUMN weights_epoch INTEGER;';
