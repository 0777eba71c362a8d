/** Of a text field, in its `admin`: where a form begins. */
export const FIRST_FIELD = { components: { beforeInput: ['payload-stripe-shop/client#StartHere'] } }
