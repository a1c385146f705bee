import { answerOperator } from '#server/runtime/answer-operator.ts';

export const dynamic = 'force-dynamic';

/** 200 when this process may be given work: its database answers and has its schema, and its worker, if it has one, works. */
export async function GET(): Promise<Response> {
  return answerOperator('ready', null);
}
