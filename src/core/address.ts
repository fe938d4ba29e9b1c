/** Where a server listens. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}
