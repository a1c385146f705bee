import { expect, test } from 'vitest';
import { readForm } from './read-form.ts';

const post = (body: BodyInit, type?: string) =>
  new Request('http://portal.test/', {
    method: 'POST',
    body,
    ...(type && { headers: { 'content-type': type } }),
  });

test('a form is read with its fields', async () => {
  const form = new FormData();
  form.set('name', 'mayıs.csv');
  const read = await readForm(post(form), 1_000);
  expect(read instanceof FormData && read.get('name')).toBe('mayıs.csv');
});

test('what is larger than its limit, of another type or torn is refused by its status', async () => {
  const form = new FormData();
  form.set('packed', 'x'.repeat(2_000));
  expect(await readForm(post(form), 1_000)).toBe(413);
  expect(await readForm(post('{}', 'application/json'), 1_000)).toBe(415);
  expect(await readForm(post('--x\r\nno form', 'multipart/form-data; boundary=x'), 1_000)).toBe(400);
});
