/** Why an attempt was cancelled beside which another began to answer first. */
export const lostRace: { readonly message: string } = { message: 'Another target began to answer first.' }
