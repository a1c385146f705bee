import { readFileSync } from 'node:fs';

// Preloaded into a process of ours (`node --import`): its clock is off by so many milliseconds as a file says, which is read
// again and again, so that it jumps while the process works. Timers go on as they do on a machine whose clock is set. And it says
// its number first, by which its disk can be made full.

const LOOK_EVERY_MS = 50;

const file = process.env.CAMPAIGN_CLOCK;
if (!file) throw new Error('CAMPAIGN_CLOCK names no file');
let shiftMs = 0;
const look = () => {
  try {
    shiftMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // Between two writings: it stays as it was.
  }
};
look();
setInterval(look, LOOK_EVERY_MS).unref();

process.stdout.write(`${JSON.stringify({ pid: process.pid })}\n`);

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct(target, args, newTarget) {
    const given = args.length === 0 ? [target.now() + shiftMs] : args;
    return Reflect.construct(target, given, newTarget === globalThis.Date ? target : newTarget);
  },
  get(target, name, receiver) {
    return name === 'now' ? () => target.now() + shiftMs : Reflect.get(target, name, receiver);
  },
});
