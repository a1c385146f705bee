import { goRound } from './round.ts';

process.stdout.write(JSON.stringify(await goRound()));
