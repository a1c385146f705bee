import { type ClosePlan, lastHour } from './close-hour.ts';

/** What a device is when its hour comes. */
export type ScheduledDevice = {
  plan: ClosePlan;
  isEnabled: boolean;
  /** Its connection closes a batch when it is told to. */
  closesByRequest: boolean;
  /** The open batch, if it holds anything. */
  batch: { openedAt: Date } | null;
  /** Something has it in its hands. */
  isHeld: boolean;
};

/** What the schedule does now: asks for the close in the name of an hour, waits for the device, or nothing. */
export type ScheduleStep = { do: 'ask' | 'wait'; scheduledFor: Date } | { do: 'nothing' };

/** Who is paying at the hour is waited for so long; then the close is asked for all the same, and says what it stopped at. */
export const SCHEDULE_WAITS_MS = 30 * 60_000;

/** An hour that nobody was there to see is left to the people after so long: a device is not closed in the middle of a day. */
export const SCHEDULE_LATE_MS = 3 * 60 * 60_000;

/** The hour that the schedule may still act on; null while it is none. Pure. */
export function hourInHand(plan: ClosePlan, now: Date): Date | null {
  if (!plan.isScheduled || !plan.setAt) return null;
  const hour = lastHour(now, plan);
  // What was set after the hour is meant for the next one.
  if (plan.setAt >= hour || now.getTime() - hour.getTime() >= SCHEDULE_LATE_MS) return null;
  return hour;
}

/** What the schedule does with a device at an instant. Pure; whether it has done so before is the database's to know. */
export function scheduleStep(device: ScheduledDevice, now: Date): ScheduleStep {
  const { batch, isHeld } = device;
  const scheduledFor = hourInHand(device.plan, now);
  if (!scheduledFor || !device.isEnabled || !device.closesByRequest) return { do: 'nothing' };
  // What was approved after the hour belongs to the next one.
  if (!batch || batch.openedAt >= scheduledFor) return { do: 'nothing' };
  const isPatient = now.getTime() - scheduledFor.getTime() < SCHEDULE_WAITS_MS;
  return { do: isHeld && isPatient ? 'wait' : 'ask', scheduledFor };
}
