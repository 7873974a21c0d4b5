/** A refusal that the caller is told about, as RFC 7807 problem details. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.title = title;
  }
}

export const notFound = (what: string): Problem => new Problem(404, 'Not found', `there is no ${what}`);

export const problemBody = (status: number, title: string, detail: string): object => ({
  type: 'about:blank',
  title,
  status,
  detail,
});
