#include <windows.h>
/* For proof under Wine only, never shipped: wine 8's mscms lacks these; Qt treats NULL/FALSE as "no profile" */
__declspec(dllexport) HANDLE WINAPI WcsCreateIccProfile(HANDLE h, DWORD f){ return NULL; }
__declspec(dllexport) HANDLE WINAPI WcsOpenColorProfileW(void*a,void*b,void*c,DWORD d,DWORD e,DWORD f,DWORD g){ return NULL; }
__declspec(dllexport) HANDLE WINAPI OpenColorProfileW(void*a,DWORD d,DWORD e,DWORD f){ return NULL; }
__declspec(dllexport) BOOL WINAPI CloseColorProfile(HANDLE h){ return TRUE; }
__declspec(dllexport) BOOL WINAPI GetColorProfileFromHandle(HANDLE h, BYTE*b, DWORD*n){ if(n)*n=0; return FALSE; }
__declspec(dllexport) BOOL WINAPI WcsGetDefaultColorProfile(int a,void*b,int c,int d,DWORD e,DWORD f,void*g){return FALSE;}
__declspec(dllexport) BOOL WINAPI WcsGetDefaultColorProfileSize(int a,void*b,int c,int d,DWORD e,DWORD*f){return FALSE;}
