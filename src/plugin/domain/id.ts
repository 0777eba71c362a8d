/** A document's id in Payload: a whole number, a UUID, an ObjectId or a text, as the project's database has it. */
export type Id = number | string
