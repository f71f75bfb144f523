/* For proof under Wine 8 only: the 20 ucnv_* functions that Qt6Core imports from the icuuc.dll of Windows 10. Never shipped. */
#include <stddef.h>
#define X __declspec(dllexport)
typedef int E;
X void* ucnv_open(const char*n,E*e){ if(e)*e=4; return NULL; }
X void ucnv_close(void*c){}
X void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void){}
X void UCNV_TO_U_CALLBACK_SUBSTITUTE(void){}
X void ucnv_reset(void*c){}
X signed char ucnv_getMaxCharSize(void*c){return 1;}
X const char* ucnv_getName(void*c,E*e){ if(e)*e=4; return ""; }
X void ucnv_getToUCallBack(void*c,void*a,void*b){}
X void ucnv_getFromUCallBack(void*c,void*a,void*b){}
X void ucnv_setToUCallBack(void*c,void*a,void*b,void*d,void*f,E*e){if(e)*e=4;}
X void ucnv_setFromUCallBack(void*c,void*a,void*b,void*d,void*f,E*e){if(e)*e=4;}
X void ucnv_cbToUWriteUChars(void*a,void*b,int l,int o,E*e){if(e)*e=4;}
X void ucnv_cbFromUWriteUChars(void*a,void*b,void*l,int o,E*e){if(e)*e=4;}
X void ucnv_toUnicode(void*c,void*a,void*b,void*d,void*f,void*g,int h,E*e){if(e)*e=4;}
X void ucnv_fromUnicode(void*c,void*a,void*b,void*d,void*f,void*g,int h,E*e){if(e)*e=4;}
X int ucnv_toUCountPending(void*c,E*e){if(e)*e=4;return 0;}
X int ucnv_fromUCountPending(void*c,E*e){if(e)*e=4;return 0;}
X const char* ucnv_getStandardName(const char*n,const char*s,E*e){if(e)*e=4;return NULL;}
X const char* ucnv_getAvailableName(int n){return NULL;}
X int ucnv_countAvailable(void){return 0;}
